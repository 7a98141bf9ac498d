import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { adapters } from '../adapters/index.ts';
import { configurationJsonSchema } from '../src/config-schema.ts';
import { ConfigurationError, readConfiguration } from '../src/config.ts';
import { createGateway } from '../src/gateway.ts';
import { SECRET_MARK } from '../src/upstream/settings.ts';
import { collectingLog } from './support/gateway.ts';

const text = readFileSync(new URL('../ticket-gateway.example.yaml', import.meta.url), 'utf8');
const definitions = adapters.map(({ definition }) => definition);
const schema = configurationJsonSchema(definitions);

/** Names that the example takes from the environment without a default. */
const NAMES = [...text.replace(/^\s*#.*$/gm, '').matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name ?? '');
const environment = Object.fromEntries(NAMES.map((name) => [name, `value-of-${name}`]));

interface BackendEntry {
  readonly kind: string;
  readonly [setting: string]: unknown;
}
const example = parse(text) as {
  server: object;
  caches: object;
  attachments: object;
  telemetry: object;
  limits: object;
  documents: object;
  backends: BackendEntry[];
};

describe('the example', () => {
  test('begins with the line by which editors find its schema', () => {
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./ticket-gateway.schema.json');
  });

  test('is read without a problem when its variables are set', () => {
    const { server, backends } = readConfiguration(text, environment, definitions);
    expect(server).toMatchObject({ host: '127.0.0.1', port: 4_000, production: true });
    expect(backends.map(({ definition }) => definition.kind).sort()).toEqual(
      definitions.map(({ kind }) => kind).sort(),
    );
  });

  test('a gateway can be made of it', async () => {
    const log = collectingLog([]);
    const gateway = await createGateway(readConfiguration(text, environment, definitions), log);
    expect(gateway.backends.map(({ id }) => id)).toEqual(['selfcare', 'cloud', 'shop', 'partners', 'delivery']);
    await gateway.stop();
  });

  test('without the variables names each of them', () => {
    let problems: readonly string[] = [];
    try {
      readConfiguration(text, {}, definitions);
    } catch (error) {
      if (error instanceof ConfigurationError) problems = error.problems;
    }
    const named = problems.map((problem) => /the environment variable (\w+) is not set/.exec(problem)?.[1]);
    expect(named).toEqual(NAMES);
  });

  test('takes every secret from the environment', () => {
    const written: string[] = [];
    for (const entry of [{ settings: example.server, properties: propertiesOf('server') }, ...entries()]) {
      for (const [name, value] of secretsIn(entry.settings, entry.properties)) {
        written.push(name);
        expect({ name, value }).toEqual({ name, value: expect.stringMatching(/^\$\{[A-Z_]+\}$/) });
      }
    }
    expect(written.sort()).toEqual(
      ['apiKey', 'clientSecret', 'clientSecret', 'cursorKey', 'iamPassword', 'password', 'password', 'token'].sort(),
    );
  });

  test.each(['server', 'caches', 'attachments', 'telemetry', 'limits'] as const)(
    'shows every setting of %s',
    (part) => {
      expect(Object.keys(example[part]).sort()).toEqual(Object.keys(propertiesOf(part)).sort());
    },
  );

  test('shows every setting of documents, though not all can be in force: nobody has the file', () => {
    const shown = [...Object.keys(example.documents), ...(text.includes('\n  # manifest: ') ? ['manifest'] : [])];
    expect(shown.sort()).toEqual(Object.keys(propertiesOf('documents')).sort());
  });

  test('is what the JSON Schema for editors describes', () => {
    expect(Value.Errors(schema as never, example)).toEqual([]);
  });
});

describe('the JSON Schema', () => {
  test('is the one that stands beside the example', () => {
    const stored = readFileSync(new URL('../ticket-gateway.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(stored)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  test.each([
    ['an unknown setting', { ...example, sever: {} }],
    ['a number out of range', { ...example, server: { port: 70_000 } }],
    ['an unknown kind', { backends: [{ id: 'a', kind: 'nope' }] }],
    ['a missing setting', { backends: [{ id: 'a', kind: 'oneview', baseUrl: 'https://a.example' }] }],
    ['a bad id', { backends: [{ ...example.backends[4], id: 'Not An Id' }] }],
    ['no backends', { server: {} }],
  ])('refuses %s', (_name, file) => {
    expect(Value.Check(schema as never, file)).toBe(false);
  });

  test('asks only for what has no default', () => {
    const least = {
      identity: { anonymous: 'AGENT' },
      backends: [{ id: 'a', kind: 'oneview', baseUrl: 'https://a.example', token: 't' }],
    };
    expect(Value.Errors(schema as never, least)).toEqual([]);
  });

  test('permits variables for numbers, flags, addresses and keys', () => {
    const file = {
      server: { port: '${PORT}', production: '${PRODUCTION:-true}', cursorKey: '${KEY}', corsOrigins: ['${ORIGIN}'] },
      identity: { tokens: { issuer: '${ISSUER}', audience: 'a', jwksUrl: '${KEYS}' } },
      backends: [{ id: 'a', kind: 'oneview', baseUrl: '${URL}', token: '${T}' }],
    };
    expect(Value.Errors(schema as never, file)).toEqual([]);
  });

  test('explains every setting', () => {
    const silent: string[] = [];
    for (const { settings } of definitions) {
      for (const [name, setting] of Object.entries(settings.properties)) {
        if (typeof (setting as { description?: unknown }).description !== 'string') silent.push(name);
      }
    }
    expect(silent).toEqual([]);
  });
});

interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly anyOf?: readonly Described[];
}

function propertiesOf(
  part: 'server' | 'caches' | 'attachments' | 'telemetry' | 'limits' | 'documents',
): Readonly<Record<string, Described>> {
  return (schema as { properties: Record<string, Described> }).properties[part]?.properties ?? {};
}

function entries(): { settings: object; properties: Readonly<Record<string, Described>> }[] {
  return example.backends.map((settings) => ({
    settings,
    properties: definitions.find(({ kind }) => kind === settings.kind)?.settings.properties ?? {},
  }));
}

/** Names and values of secret settings, also within groups and choices. */
function secretsIn(settings: object, properties: Readonly<Record<string, Described>>): [string, unknown][] {
  return Object.entries(settings).flatMap(([name, value]): [string, unknown][] => {
    const described = properties[name] ?? {};
    if (SECRET_MARK in described) return [[name, value]];
    if (typeof value !== 'object' || value === null) return [];
    const inner = [described, ...(described.anyOf ?? [])].map((branch) => branch.properties ?? {});
    return secretsIn(value, Object.assign({}, ...inner) as Record<string, Described>);
  });
}
