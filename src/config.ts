import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { isAlias, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { backendSchema, GatewaySchema, type CacheSettings, type ServerSettings } from './config-schema.ts';
import type { AdapterDefinition } from './upstream/adapter-definition.ts';
import { Secret } from './upstream/secret.ts';
import { SECRET_MARK, type CommonSettings } from './upstream/settings.ts';

/** One configured backend. */
export interface BackendConfiguration {
  readonly id: string;
  readonly definition: AdapterDefinition;
  readonly settings: CommonSettings & Record<string, unknown>;
}

export interface Configuration {
  readonly server: Omit<ServerSettings, 'cursorKey'> & { readonly cursorKey?: Secret };
  readonly caches: CacheSettings;
  readonly backends: readonly BackendConfiguration[];
}

/** A configuration that cannot be used: every problem at once, each with its place and what to write instead. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/**
 * Reads a configuration.
 * @param text the YAML file
 * @param environment values for `${NAME}` and `${NAME:-default}`
 * @throws ConfigurationError with all problems; no message holds a value, as it may be a secret
 */
export function readConfiguration(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  definitions: readonly AdapterDefinition[],
): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems: string[] = document.errors.map(
    ({ code, pos }) => `line ${lines.linePos(pos[0]).line}: this is no YAML (${code.toLowerCase()}).`,
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
  const place = (path: readonly (string | number)[]): string => placeOf(document, lines, path);

  interpolate(document, environment, (path, message) => problems.push(`${place(path)}: ${message}`));
  const file = document.toJS({ maxAliasCount: 100 }) as unknown;
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw new ConfigurationError([...problems, 'the file is empty: it needs at least "backends" with one entry.']);
  }
  const gateway = complete(GatewaySchema, { server: {}, caches: {}, ...file });
  problems.push(...check(GatewaySchema, gateway, [], place));
  const entries = (gateway as { backends?: unknown }).backends;
  const backends = Array.isArray(entries)
    ? entries.flatMap((entry, index) => readBackend(entry, index, definitions, place, problems))
    : [];
  problems.push(...duplicates(backends, place));
  if (problems.length > 0) throw new ConfigurationError([...new Set(problems)]);
  const { server, caches } = withSecrets(GatewaySchema, gateway) as Configuration;
  return { server, caches, backends };
}

function readBackend(
  entry: unknown,
  index: number,
  definitions: readonly AdapterDefinition[],
  place: (path: readonly (string | number)[]) => string,
  problems: string[],
): BackendConfiguration[] {
  const path = ['backends', index];
  if (typeof entry !== 'object' || entry === null || !('kind' in entry)) return [];
  const definition = definitions.find(({ kind }) => kind === entry.kind);
  if (definition === undefined) {
    problems.push(
      `${place([...path, 'kind'])}: there is no such kind; write one of: ${definitions.map(({ kind }) => kind).join(', ')}.`,
    );
    return [];
  }
  const schema = backendSchema(definition);
  const settings = complete(schema, entry) as CommonSettings & { id: string };
  const found = check(schema, settings, path, place);
  problems.push(...found);
  if (found.length > 0) return [];
  return [
    {
      id: settings.id,
      definition,
      settings: withSecrets(schema, settings) as CommonSettings & Record<string, unknown>,
    },
  ];
}

function duplicates(
  backends: readonly BackendConfiguration[],
  place: (path: readonly (string | number)[]) => string,
): string[] {
  return backends.flatMap(({ id }, index) =>
    backends.findIndex((other) => other.id === id) === index
      ? []
      : [`${place(['backends', index, 'id'])}: the id "${id}" is used twice; give each backend its own.`],
  );
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** Replaces `${NAME}` in every value of the document. An empty variable counts as missing. */
function interpolate(
  document: Document,
  environment: Readonly<Record<string, string | undefined>>,
  report: (path: readonly (string | number)[], message: string) => void,
): void {
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return;
      node.value = node.value.replace(VARIABLE, (_whole, name: string, fallback: string | undefined) => {
        const value = environment[name] || fallback;
        if (value === undefined)
          report(
            pathOf(ancestors, node),
            `the environment variable ${name} is not set; set it, or write \${${name}:-a default}.`,
          );
        return value ?? '';
      });
    },
  });
}

/** The path of a node, from the nodes above it. */
function pathOf(ancestors: readonly unknown[], node: Node): (string | number)[] {
  const path: (string | number)[] = [];
  const chain = [...ancestors, node];
  for (const [index, ancestor] of chain.entries()) {
    const below = chain[index + 1];
    if (typeof ancestor !== 'object' || ancestor === null || below === undefined) continue;
    if ('key' in ancestor && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
    else if ('items' in ancestor && Array.isArray(ancestor.items) && 'flow' in ancestor && !isPair(below))
      path.push(ancestor.items.indexOf(below));
  }
  return path;
}

function isPair(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'key' in node;
}

/** A path with the line it stands on, or the line of what it is missing from. */
function placeOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): string {
  const name =
    path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('') ||
    'the file';
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node !== undefined && node !== null && !isAlias(node) && node.range)
      return `${name} (line ${lines.linePos(node.range[0]).line})`;
  }
  return name;
}

/** Fills in defaults, and turns text from the environment into the number or boolean that is wanted. */
function complete(schema: TSchema, value: unknown): unknown {
  return Value.Convert(schema, Value.Default(schema, structuredClone(value)));
}

/** What is wrong with a value, one sentence a place. */
function check(
  schema: TSchema,
  value: unknown,
  base: readonly (string | number)[],
  place: (path: readonly (string | number)[]) => string,
): string[] {
  const problems = new Map<string, string>();
  for (const error of Compile(schema).Errors(value)) {
    const below = error.instancePath
      .split('/')
      .slice(1)
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const at = (name?: string): string => place([...base, ...below, ...(name === undefined ? [] : [name])]);
    const parameters = error.params as {
      readonly requiredProperties?: readonly string[];
      readonly additionalProperties?: readonly string[];
    };
    if (error.keyword === 'required') {
      for (const name of parameters.requiredProperties ?? []) {
        problems.set(at(name), `${at(name)} is missing. ${describe(schemaAt(schema, [...below, name]))}`);
      }
    } else if (error.keyword === 'additionalProperties') {
      for (const name of parameters.additionalProperties ?? []) {
        problems.set(at(name), `${at(name)} is no known setting; there are: ${namesAt(schema, below).join(', ')}.`);
      }
    } else if (error.keyword !== 'boolean' && !problems.has(at())) {
      problems.set(at(), `${at()} ${error.message}. ${describe(schemaAt(schema, below))}`.trim());
    }
  }
  return [...problems.values()];
}

function schemaAt(schema: TSchema, path: readonly (string | number)[]): TSchema | undefined {
  let current: unknown = schema;
  for (const part of path) {
    const { properties, items } = (current ?? {}) as { properties?: Record<string, unknown>; items?: unknown };
    current = typeof part === 'number' ? items : properties?.[part];
  }
  return current as TSchema | undefined;
}

function namesAt(schema: TSchema, path: readonly (string | number)[]): string[] {
  const { properties = {} } = (schemaAt(schema, path) ?? {}) as { properties?: object };
  return Object.keys(properties);
}

function describe(schema: TSchema | undefined): string {
  const { description, anyOf } = (schema ?? {}) as { description?: string; anyOf?: readonly { const?: unknown }[] };
  const choices = anyOf?.flatMap((choice) => (choice.const === undefined ? [] : [JSON.stringify(choice.const)])) ?? [];
  return [choices.length > 0 ? `Write one of: ${choices.join(', ')}.` : '', description ?? '']
    .filter(Boolean)
    .join(' ');
}

/** The value with everything wrapped that its schema marks as secret. */
function withSecrets(schema: unknown, value: unknown): unknown {
  const known = (schema ?? {}) as { properties?: Record<string, unknown>; items?: unknown; anyOf?: readonly TSchema[] };
  const branch = known.anyOf?.find((candidate) => Compile(candidate).Check(value));
  if (branch !== undefined) return withSecrets(branch, value);
  if (SECRET_MARK in known && typeof value === 'string') return new Secret(value);
  if (Array.isArray(value)) return value.map((item) => withSecrets(known.items, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, withSecrets(known.properties?.[name], child)]),
  );
}
