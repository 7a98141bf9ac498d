import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifestFile } from '../src/manifest-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-manifest-'));
const OTHERS = { automatic: false, mostAutomatic: 1 };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(text: string): string {
  const file = join(folder, 'manifest.json');
  writeFileSync(file, text);
  return file;
}

test('without a manifest no documents are known', () => {
  expect(readManifestFile({ ...OTHERS, mode: 'off' })).toBeNull();
});

test('the documents of a manifest are known by their ids', () => {
  const manifest = written('{"one": "{ viewer { subject } }"}');
  expect([...(readManifestFile({ ...OTHERS, mode: 'enforce', manifest }) ?? [])]).toEqual([
    ['one', '{ viewer { subject } }'],
  ]);
});

test.each(['log', 'enforce'] as const)('the mode %s needs a manifest', (mode) => {
  expect(() => readManifestFile({ ...OTHERS, mode })).toThrow(
    `documents.manifest: is missing; the mode "${mode}" needs the documents that are known.`,
  );
});

test.each([
  [
    'is not there',
    () => join(folder, 'nothing.json'),
    /documents\.manifest: the file "[^"]+nothing\.json" cannot be used: there is no such file\./,
  ],
  ['is no JSON', () => written('{'), /cannot be used: it is no JSON\./],
  ['is something else', () => written('[]'), /cannot be used: it must be a JSON object\./],
])('a file that %s is told in a sentence', (_name, file, message) => {
  expect(() => readManifestFile({ ...OTHERS, mode: 'off', manifest: file() })).toThrow(message);
});
