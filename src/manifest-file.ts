import { readFileSync } from 'node:fs';
import type { DocumentSettings } from './config-limits.ts';
import { ConfigurationError } from './config.ts';
import { readManifest } from './transport/trusted-documents.ts';

/**
 * Reads the documents that are known beforehand.
 * @returns null if there are none
 * @throws ConfigurationError if the file cannot be used, or is missing where it is needed
 */
export function readManifestFile({ manifest, mode }: DocumentSettings): ReadonlyMap<string, string> | null {
  if (manifest === undefined) {
    if (mode === 'off') return null;
    throw new ConfigurationError([`documents.manifest: is missing; the mode "${mode}" needs the documents that are known.`]);
  }
  try {
    return readManifest(readFileSync(manifest, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`documents.manifest: the file "${manifest}" cannot be used: ${reason}`]);
  }
}
