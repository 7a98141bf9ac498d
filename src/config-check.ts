import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import { closestName } from './closest-name.ts';
import type { SettingPath } from './config-file.ts';

/** What is looked at in a schema: the keywords that settings are described with. */
interface Keywords {
  readonly type?: string;
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly Keywords[];
  readonly properties?: Readonly<Record<string, Keywords>>;
  readonly patternProperties?: Readonly<Record<string, Keywords>>;
  readonly required?: readonly string[];
  readonly items?: Keywords;
  readonly pattern?: string;
  readonly description?: string;
}

/** Turns the texts of the file into what the schema wants, and fills in defaults. */
export function complete(schema: TSchema, value: unknown): unknown {
  return Value.Default(schema, convert(schema, value));
}

function convert(schema: Keywords | undefined, value: unknown): unknown {
  if (schema === undefined) return value;
  if (schema.anyOf !== undefined) {
    const chosen = typeof value === 'string' ? choose(schema.anyOf, value) : branchOf(schema.anyOf, value);
    return chosen === undefined ? value : convert(chosen, value);
  }
  if (typeof value === 'string') return convertText(schema, value);
  if (Array.isArray(value)) return value.map((item) => convert(schema.items, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, convert(propertyOf(schema, name), child)]),
  );
}

function convertText(schema: Keywords, text: string): unknown {
  if (schema.const !== undefined && String(schema.const) === text) return schema.const;
  if ((schema.type === 'integer' || schema.type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (schema.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function choose(branches: readonly Keywords[], text: string): Keywords | undefined {
  return branches.find((branch) => Value.Check(branch, convertText(branch, text)));
}

/** The one of several kinds of object that a value is meant to be: the one whose fixed values it has, or that it fits. */
export function branchOf<Branch extends object>(branches: readonly Branch[], value: unknown): Branch | undefined {
  const candidates = branches as readonly Keywords[];
  const marker = markerOf(candidates);
  const found =
    marker === undefined
      ? candidates.find((branch) => Value.Check(branch, value))
      : candidates.find((branch) => branch.properties?.[marker]?.const === read(value, marker));
  return found as Branch | undefined;
}

/** The setting by whose value several kinds of object are told apart, such as `mode`. */
function markerOf(branches: readonly Keywords[]): string | undefined {
  return Object.keys(branches[0]?.properties ?? {}).find((name) =>
    branches.every(({ properties }) => properties?.[name]?.const !== undefined),
  );
}

function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/**
 * What is wrong with a value, one sentence a place. No sentence holds a value, as it may be a secret.
 * @param base path of the value in the file
 */
export function check(
  schema: TSchema,
  value: unknown,
  base: SettingPath,
  place: (path: SettingPath) => string,
): Map<string, string> {
  const problems = new Map<string, string>();
  const unions = new Set<string>();
  function report(path: SettingPath, problem: string): void {
    const at = place(path);
    if (!problems.has(at)) problems.set(at, problem.trim());
  }
  for (const { keyword, instancePath, params } of allErrors(schema, value)) {
    const below = toPath(instancePath, value);
    const union = unionAt(schema, below);
    if (union !== undefined) {
      const key = JSON.stringify(union.path);
      if (unions.has(key)) continue;
      unions.add(key);
      for (const [at, problem] of checkUnion(union, schema, value, base, place)) problems.set(at, problem);
    } else if (keyword === 'required') {
      for (const name of namesIn(params, 'requiredProperties')) {
        report([...base, ...below, name], `is missing. ${describe(schema, [...below, name])}`);
      }
    } else if (keyword === 'additionalProperties') {
      const known = Object.keys(schemaAt(schema, below)?.properties ?? {});
      for (const name of namesIn(params, 'additionalProperties')) {
        report([...base, ...below, name], unknownSetting(name, known));
      }
    } else if (keyword !== 'boolean') {
      const wanted = wordsOf(keyword, params, schemaAt(schema, below));
      report([...base, ...below], `${wanted}. ${describe(schema, below)}`);
    }
  }
  for (const path of unreadableAddresses(schema, value, [])) {
    report([...base, ...path], `is no address that can be reached. ${describe(schema, path)}`);
  }
  return problems;
}

function unknownSetting(name: string, known: readonly string[]): string {
  const meant = closestName(name, known);
  const list = `here are: ${known.join(', ')}.`;
  return `is no known setting; ${meant === null ? `t${list}` : `did you mean ${meant}? T${list}`}`;
}

/** What is wrong with a value that may be one of several kinds of object: of the kind that was meant, if that can be told. */
function checkUnion(
  { path, branches }: Union,
  schema: Keywords,
  value: unknown,
  base: SettingPath,
  place: (path: SettingPath) => string,
): Map<string, string> {
  const given = path.reduce<unknown>((outer, part) => read(outer, String(part)), value);
  const at = [...base, ...path];
  const branch = branchOf(branches, given);
  if (branch !== undefined) return check(branch, given, at, place);
  const words = describe(schema, path);
  const marker = markerOf(branches);
  if (marker === undefined || typeof given !== 'object') {
    const shapes = [...new Set(branches.map(({ required = [] }) => required.join(' and ')))].join(', or ');
    return new Map([[place(at), `must hold ${shapes}, and nothing else. ${words}`]]);
  }
  const choices = branches.map(({ properties }) => String(properties?.[marker]?.const)).join(', ');
  const problem = read(given, marker) === undefined ? 'is missing; write one of' : 'must be one of';
  return new Map([[place([...at, marker]), `${problem}: ${choices}. ${words}`]]);
}

/** All of them: by itself the library stops after eight. */
function allErrors(schema: TSchema, value: unknown): ReturnType<ReturnType<typeof Compile>['Errors']> {
  Settings.Set({ maxErrors: 10_000 });
  try {
    return Compile(schema).Errors(value);
  } finally {
    Settings.Reset();
  }
}

function namesIn(params: object, key: string): readonly string[] {
  return (params as Readonly<Record<string, readonly string[] | undefined>>)[key] ?? [];
}

/** A JSON pointer as a path: what points into a list is a number. */
function toPath(pointer: string, value: unknown): SettingPath {
  const path: (string | number)[] = [];
  let current = value;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(current) ? Number(name) : name);
    current = read(current, name);
  }
  return path;
}

interface Union {
  readonly path: SettingPath;
  readonly branches: readonly Keywords[];
}

/** The outermost choice between kinds of object on a path: what is wrong below depends on which of them was meant. */
function unionAt(schema: Keywords, path: SettingPath): Union | undefined {
  for (let length = 0; length <= path.length; length++) {
    const branches = schemaAt(schema, path.slice(0, length))?.anyOf;
    if (branches?.every(({ properties }) => properties !== undefined)) return { path: path.slice(0, length), branches };
  }
  return undefined;
}

function schemaAt(schema: Keywords, path: SettingPath): Keywords | undefined {
  return path.reduce<Keywords | undefined>(
    (current, part) =>
      current === undefined ? undefined : typeof part === 'number' ? current.items : propertyOf(current, part),
    schema,
  );
}

function propertyOf({ properties = {}, patternProperties = {} }: Keywords, name: string): Keywords | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : Object.values(patternProperties)[0];
}

/** What the setting is for; of an entry of a list, what the list is for. */
function describe(schema: Keywords, path: SettingPath): string {
  const own = schemaAt(schema, path)?.description;
  if (own !== undefined || path.length === 0) return own ?? '';
  return typeof path.at(-1) === 'number' ? describe(schema, path.slice(0, -1)) : '';
}

function wordsOf(keyword: string, params: Readonly<Record<string, unknown>>, schema: Keywords | undefined): string {
  const choices = schema?.anyOf?.map((branch) => branch.const) ?? schema?.enum ?? [schema?.const];
  if (choices.every((choice) => choice !== undefined)) return `must be one of: ${choices.join(', ')}`;
  switch (keyword) {
    case 'type':
      return `must be ${TYPES[String(params.type)] ?? String(params.type)}`;
    case 'minimum':
      return `must be at least ${String(params.limit)}`;
    case 'maximum':
      return `must be at most ${String(params.limit)}`;
    case 'minLength':
      return params.limit === 1 ? 'must not be empty' : `must have at least ${String(params.limit)} characters`;
    case 'maxLength':
      return `must have at most ${String(params.limit)} characters`;
    case 'minItems':
      return 'must not be empty';
    case 'pattern':
      return `must have the form ${String(params.pattern)}`;
    default:
      return 'is not possible';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
  object: 'a group of settings',
};

/** Paths of addresses that have the right beginning and yet are none. */
function unreadableAddresses(schema: Keywords | undefined, value: unknown, path: SettingPath): SettingPath[] {
  if (schema?.pattern?.startsWith('^https?://') && typeof value === 'string') {
    return new RegExp(schema.pattern).test(value) && !URL.canParse(value) ? [path] : [];
  }
  if (schema === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const isEntry = Array.isArray(value);
    const below = isEntry ? schema.items : propertyOf(schema, name);
    return unreadableAddresses(below, child, [...path, isEntry ? Number(name) : name]);
  });
}
