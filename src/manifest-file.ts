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
    throw new ConfigurationError([
      `documents.manifest: is missing; the mode "${mode}" needs the documents that are known.`,
    ]);
  }
  const text = readText(manifest);
  try {
    return readManifest(text);
  } catch (error) {
    throw unusable(manifest, error instanceof Error ? error.message : String(error));
  }
}

function readText(manifest: string): string {
  try {
    return readFileSync(manifest, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(manifest, code === 'ENOENT' ? 'there is no such file.' : `it cannot be read (${String(code)}).`);
  }
}

function unusable(manifest: string, reason: string): ConfigurationError {
  return new ConfigurationError([`documents.manifest: the file "${manifest}" cannot be used: ${reason}`]);
}
