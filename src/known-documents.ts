import { hash } from 'node:crypto';
import { CONSOLE_DOCUMENTS } from '../console/documents.js';
import type { DocumentSettings } from './config-limits.ts';
import { readManifestFile } from './manifest-file.ts';

/**
 * Reads the documents that are known beforehand: those of the manifest, and with them those of the console, which would be
 * refused otherwise.
 * @returns null if there is no manifest
 * @throws ConfigurationError if its file cannot be used, or is missing where it is needed
 */
export function readKnownDocuments(
  settings: DocumentSettings,
  hasConsole: boolean,
): ReadonlyMap<string, string> | null {
  const known = readManifestFile(settings);
  if (known === null || !hasConsole) return known;
  return new Map([...CONSOLE_DOCUMENTS.map((text) => [hash('sha256', text), text] as const), ...known]);
}
