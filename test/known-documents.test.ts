import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { CONSOLE_DOCUMENTS } from '../console/documents.js';
import { readKnownDocuments } from '../src/known-documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-'));
const manifest = join(folder, 'manifest.json');
writeFileSync(manifest, JSON.stringify({ one: '{ viewer { subject } }' }));
const settings = { mode: 'enforce', manifest, automatic: false, mostAutomatic: 1 } as const;

afterAll(() => rmSync(folder, { recursive: true }));

test('the console’s documents are known beside those of the manifest', () => {
  const known = readKnownDocuments(settings, true);
  expect(known?.get('one')).toBe('{ viewer { subject } }');
  expect(new Set(known?.values())).toEqual(new Set(['{ viewer { subject } }', ...CONSOLE_DOCUMENTS]));
});

test('they are not where the console is not', () => {
  expect([...(readKnownDocuments(settings, false) ?? [])]).toEqual([['one', '{ viewer { subject } }']]);
});

test('without a manifest every document is as good as another', () => {
  expect(readKnownDocuments({ mode: 'off', automatic: false, mostAutomatic: 1 }, true)).toBeNull();
});
