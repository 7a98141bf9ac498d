import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import * as documents from '../../console/documents.js';
import { resolvers } from '../../resolvers/index.ts';
import { createSchema } from '../../src/transport/schema.ts';

const FOLDER = new URL('../../console/', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.js'))
  .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }));

function importsOf(text: string): string[] {
  return [...text.matchAll(/^(?:import|export)\b[^;'"]*?from '([^']+)';$/gm)].map((match) => match[1] ?? '');
}

describe('the files of the console', () => {
  test('import each other and the client of the protocol, and nothing else', () => {
    expect(files.length).toBeGreaterThan(15);
    const names = new Set(files.map(({ name }) => `./${name}`));
    const foreign = files.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) => !names.has(specifier) && specifier !== 'graphql-ws/client')
        .map((specifier) => `${name} -> ${specifier}`),
    );
    expect(foreign).toEqual([]);
  });

  test('are all used', () => {
    const used = new Set(files.flatMap(({ text }) => importsOf(text)));
    expect(files.map(({ name }) => name).filter((name) => !used.has(`./${name}`))).toEqual(['main.js']);
  });

  test('make no markup of texts, and keep nothing beyond the tab', () => {
    const forbidden =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|localStorage|\.cookie\b|\beval\b/;
    expect(files.filter(({ text }) => forbidden.test(text)).map(({ name }) => name)).toEqual([]);
  });
});

describe('the operations of the console', () => {
  const schema = createSchema(resolvers);

  test.each(documents.CONSOLE_DOCUMENTS.map((text) => [/\w+ (\w+)/.exec(text)?.[1] ?? '', text]))(
    '%s fits the schema',
    (_name, text) => {
      expect(validate(schema, parse(text))).toEqual([]);
    },
  );

  test('are all in the list of those that a gateway knows beforehand', () => {
    const single = Object.values(documents).filter((value) => typeof value === 'string');
    expect([...documents.CONSOLE_DOCUMENTS].sort()).toEqual(single.sort());
  });
});
