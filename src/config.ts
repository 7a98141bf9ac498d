import type { TSchema } from 'typebox';
import type { AttachmentSettings } from './config-attachments.ts';
import { Value } from 'typebox/value';
import { branchOf, check, complete } from './config-check.ts';
import { readConfigurationFile, YamlError, type ConfigurationFile, type Environment } from './config-file.ts';
import { identityProblems, IdentitySchema, type IdentityConfiguration } from './config-identity.ts';
import { backendSchema, GatewaySchema, withNeeded, type CacheSettings, type ServerSettings } from './config-schema.ts';
import type { DocumentSettings, LimitSettings } from './config-limits.ts';
import type { LiveSettings } from './config-live.ts';
import { proxyProblems } from './config-proxies.ts';
import { telemetryProblems, TelemetrySchema, type TelemetrySettings } from './config-telemetry.ts';
import type { AdapterDefinition } from './upstream/adapter-definition.ts';
import { Secret } from './ticketing/secret.ts';
import { SECRET_MARK, type CommonSettings } from './upstream/settings.ts';

/** One configured backend. */
export interface BackendConfiguration {
  readonly id: string;
  readonly definition: AdapterDefinition;
  readonly settings: CommonSettings & Record<string, unknown>;
}

export interface Configuration {
  readonly server: Omit<ServerSettings, 'cursorKey'> & { readonly cursorKey?: Secret };
  readonly identity: IdentityConfiguration;
  readonly caches: CacheSettings;
  readonly attachments: AttachmentSettings;
  readonly limits: LimitSettings;
  readonly documents: DocumentSettings;
  readonly telemetry: TelemetrySettings;
  readonly live: LiveSettings;
  /** Left out: this instance is alone. */
  readonly redis?: { readonly url: Secret; readonly keyPrefix: string };
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

/** Sections whose settings all have defaults or may be missing. */
const EMPTY_SECTIONS = {
  server: {},
  identity: {},
  caches: {},
  attachments: {},
  limits: {},
  documents: {},
  telemetry: {},
  live: {},
};

/**
 * Reads a configuration.
 * @param text the YAML file
 * @param environment values for `${NAME}` and `${NAME:-default}`
 * @throws ConfigurationError with all problems; no message holds a value, as it may be a secret
 */
export function readConfiguration(
  text: string,
  environment: Environment,
  definitions: readonly AdapterDefinition[],
): Configuration {
  const file = readFile(text, environment);
  if (file.value === null) {
    throw new ConfigurationError(['the file is empty: it needs at least "backends" with one entry.']);
  }
  if (typeof file.value !== 'object' || Array.isArray(file.value)) {
    throw new ConfigurationError([
      'the file must be a group of settings; it needs at least "backends" with one entry.',
    ]);
  }
  // What is said first of a place counts: a variable that is not set is not missing besides.
  const problems = new Map(file.problems);
  const add = (found: ReadonlyMap<string, string>): void => {
    for (const [place, problem] of found) if (!problems.has(place)) problems.set(place, problem);
  };
  const gateway = complete(GatewaySchema, { ...EMPTY_SECTIONS, ...file.value });
  add(check(GatewaySchema, gateway, [], file.place));
  const entries = (gateway as { backends?: unknown }).backends;
  const backends = Array.isArray(entries)
    ? entries.flatMap((entry, index) => readBackend(entry, index, definitions, file, add))
    : [];
  add(duplicates(entries, file));
  add(togetherProblems(gateway, file));
  if (problems.size > 0) throw new ConfigurationError([...problems].map(toSentence));
  return { ...(withSecrets(GatewaySchema, gateway) as Omit<Configuration, 'backends'>), backends };
}

function readFile(text: string, environment: Environment): ConfigurationFile {
  try {
    return readConfigurationFile(text, environment);
  } catch (error) {
    if (error instanceof YamlError) throw new ConfigurationError(error.problems);
    throw error;
  }
}

function toSentence([place, problem]: readonly [string, string]): string {
  return `${place}${/^(is|must) /.test(problem) ? ' ' : ': '}${problem}`;
}

function readBackend(
  entry: unknown,
  index: number,
  definitions: readonly AdapterDefinition[],
  { place }: ConfigurationFile,
  add: (found: ReadonlyMap<string, string>) => void,
): BackendConfiguration[] {
  const path = ['backends', index];
  const kinds = `one of: ${definitions.map(({ kind }) => kind).join(', ')}.`;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    add(new Map([[place(path), 'must be a group of settings with id and kind.']]));
    return [];
  }
  const definition = definitions.find(({ kind }) => 'kind' in entry && kind === entry.kind);
  if (definition === undefined) {
    const problem = 'kind' in entry ? `there is no such kind; write ${kinds}` : `is missing; write ${kinds}`;
    add(new Map([[place([...path, 'kind']), problem]]));
    return [];
  }
  const described = backendSchema(definition);
  const settings = complete(described, entry) as CommonSettings & { id: string };
  const schema = withNeeded(described, definition.needed?.(settings) ?? []);
  const found = check(schema, settings, path, place);
  add(found);
  if (found.size > 0) return [];
  return [
    {
      id: settings.id,
      definition,
      settings: withSecrets(schema, settings) as CommonSettings & Record<string, unknown>,
    },
  ];
}

/** What is wrong with settings that say something together; nothing while one of them has not the right form. */
function togetherProblems(gateway: unknown, { place }: ConfigurationFile): Map<string, string> {
  const { server, identity, telemetry, backends } = gateway as Readonly<Record<string, unknown>>;
  const ids = idsOf(backends).filter((id) => typeof id === 'string');
  const canTellServer = Value.Check(GatewaySchema.properties.server, server);
  const canTellTelemetry = canTellServer && Value.Check(TelemetrySchema, telemetry);
  return new Map([
    ...(Value.Check(IdentitySchema, identity) ? identityProblems(identity, ids, place) : []),
    ...(canTellTelemetry ? telemetryProblems(telemetry, server, place) : []),
    ...(canTellServer ? proxyProblems(server.trustedProxies, place) : []),
  ]);
}

/** Ids that stand twice; also of entries that have other problems, as all problems are told at once. */
function duplicates(entries: unknown, { place }: ConfigurationFile): Map<string, string> {
  const ids = idsOf(entries);
  return new Map(
    ids.flatMap((id, index) =>
      id === undefined || ids.indexOf(id) === index
        ? []
        : [[place(['backends', index, 'id']), 'is used twice; give each backend an id of its own.'] as const],
    ),
  );
}

function idsOf(entries: unknown): unknown[] {
  return (Array.isArray(entries) ? (entries as unknown[]) : []).map((entry) =>
    typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined,
  );
}

/** The value with everything wrapped that its schema marks as secret. */
function withSecrets(schema: unknown, value: unknown): unknown {
  const known = (schema ?? {}) as { properties?: Record<string, unknown>; items?: unknown; anyOf?: readonly TSchema[] };
  const branch = known.anyOf === undefined ? undefined : branchOf(known.anyOf, value);
  if (branch !== undefined) return withSecrets(branch, value);
  if (SECRET_MARK in known && typeof value === 'string') return new Secret(value);
  if (Array.isArray(value)) return value.map((item) => withSecrets(known.items, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, withSecrets(known.properties?.[name], child)]),
  );
}
