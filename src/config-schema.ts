import { Type, type Static, type TObject, type TSchema } from 'typebox';
import { AttachmentsSchema } from './config-attachments.ts';
import { IdentitySchema } from './config-identity.ts';
import { LiveSchema, RedisSchema } from './config-live.ts';
import { DocumentsSchema, LimitsSchema } from './config-limits.ts';
import { TelemetrySchema } from './config-telemetry.ts';
import type { AdapterDefinition } from './upstream/adapter-definition.ts';
import { COMMON_SETTINGS, SECRET_MARK } from './upstream/settings.ts';

const STRICT = { additionalProperties: false };

const ServerSchema = Type.Object(
  {
    host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address to listen on; 0.0.0.0 for all.' }),
    port: Type.Integer({
      minimum: 0,
      maximum: 65_535,
      default: 4_000,
      description: 'Port to listen on; 0 for any free one.',
    }),
    production: Type.Boolean({
      default: true,
      description: 'True: no introspection, no explorer pages, no hints of the schema in errors.',
    }),
    introspection: Type.Optional(
      Type.Boolean({
        description:
          'True: everybody may read the schema, and errors give hints of it; false: nobody. Left out: only outside production.',
      }),
    ),
    console: Type.Boolean({
      default: true,
      description:
        'True: /console is a page for agents. It holds no data and uses the public API alone, so whoever opens it still has to sign in.',
    }),
    corsOrigins: Type.Array(Type.String({ pattern: '^https?://[^/\\s]+$' }), {
      default: [],
      description: 'Origins whose pages may call the gateway, e.g. https://support.example.com.',
    }),
    operationDeadlineMs: Type.Integer({
      minimum: 100,
      maximum: 300_000,
      default: 30_000,
      description: 'How long one GraphQL operation may take, in milliseconds.',
    }),
    stopDelayMs: Type.Integer({
      minimum: 0,
      maximum: 300_000,
      default: 0,
      description:
        'How long the gateway still takes requests after it was told to stop, in milliseconds, while /health/ready already answers 503. A load balancer needs that time to notice.',
    }),
    trustedProxies: Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$' }), {
      default: [],
      description:
        'Addresses or networks of the proxies in front of the gateway, e.g. 10.0.0.0/8: their X-Forwarded-For is believed.',
    }),
    mostBodyBytes: Type.Integer({
      minimum: 1_024,
      maximum: 50 * 1024 * 1024,
      default: 256 * 1024,
      description: 'The largest request body, in bytes.',
    }),
    cursorKey: Type.Optional(
      Type.String({
        minLength: 16,
        description:
          'Key that seals cursors, at least 16 characters; the same for all instances. Without it each start makes its own, and cursors end with the process.',
        [SECRET_MARK]: true,
      }),
    ),
  },
  STRICT,
);

const CachesSchema = Type.Object(
  {
    catalogFreshMs: Type.Integer({
      minimum: 0,
      default: 600_000,
      description: 'How long types, statuses and escalation targets are kept, in milliseconds.',
    }),
    catalogStaleMs: Type.Integer({
      minimum: 0,
      default: 3_600_000,
      description: 'For how long after that they still serve while their backend fails, in milliseconds.',
    }),
    scanHoldMs: Type.Integer({
      minimum: 0,
      maximum: 60_000,
      default: 5_000,
      description: 'How long rows of a backend that cannot sort are kept for the next page, in milliseconds.',
    }),
    scanHoldRows: Type.Integer({ minimum: 0, default: 200_000, description: 'How many such rows are kept in all.' }),
  },
  STRICT,
);

/** The parts of the file that do not depend on adapters. */
export const GatewaySchema = Type.Object(
  {
    server: ServerSchema,
    identity: IdentitySchema,
    caches: CachesSchema,
    attachments: AttachmentsSchema,
    limits: LimitsSchema,
    documents: DocumentsSchema,
    telemetry: TelemetrySchema,
    live: LiveSchema,
    redis: Type.Optional(RedisSchema),
    // What an entry holds depends on its kind.
    backends: Type.Array(Type.Unknown(), {
      minItems: 1,
      description: 'The ticketing systems, in the order in which answers list them.',
    }),
  },
  STRICT,
);

export type ServerSettings = Static<typeof ServerSchema>;
export type CacheSettings = Static<typeof CachesSchema>;

const InstanceId = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,31}$',
  description:
    'Your own name for this system: small letters, digits and hyphens. It stands in ids for ever, so do not change it.',
});

/** What one entry of `backends` looks like for a kind. */
export function backendSchema(definition: AdapterDefinition): TObject {
  return Type.Object(
    { id: InstanceId, kind: Type.Literal(definition.kind), ...COMMON_SETTINGS, ...definition.settings.properties },
    { ...STRICT, title: definition.title },
  );
}

/** The same with settings that must be there beside others, although they may be left out in general. */
export function withNeeded(schema: TObject, names: readonly string[]): TSchema {
  return names.length === 0 ? schema : Type.Unsafe({ ...schema, required: [...(schema.required ?? []), ...names] });
}

/** The whole file as JSON Schema, for editors. What has a default may be left out. */
export function configurationJsonSchema(definitions: readonly AdapterDefinition[]): object {
  const { properties } = GatewaySchema;
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of the ticket gateway',
    ...Type.Object(
      {
        server: Type.Optional(properties.server),
        identity: properties.identity,
        caches: Type.Optional(properties.caches),
        attachments: Type.Optional(properties.attachments),
        limits: Type.Optional(properties.limits),
        documents: Type.Optional(properties.documents),
        telemetry: Type.Optional(properties.telemetry),
        live: Type.Optional(properties.live),
        redis: properties.redis,
        backends: Type.Array(Type.Unsafe({ oneOf: definitions.map(backendSchema) }), {
          minItems: 1,
          description: 'The ticketing systems, in the order in which answers list them.',
        }),
      },
      STRICT,
    ),
  };
  return withoutDefaultsInRequired(schema) as object;
}

/** After defaults are filled in a setting is there; in the file it need not be, and any value may be a `${VARIABLE}`. */
function withoutDefaultsInRequired(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutDefaultsInRequired);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, withoutDefaultsInRequired(value)] as const);
  const copy: Record<string, unknown> = Object.fromEntries(entries);
  const properties = copy['properties'] as Record<string, TSchema> | undefined;
  const required = copy['required'];
  if (properties !== undefined && Array.isArray(required)) {
    copy['required'] = required.filter((name) => !('default' in (properties[String(name)] ?? {})));
  }
  return isHardToWriteAsVariable(copy) ? orVariable(copy) : copy;
}

/** True for what an editor would refuse where it says `${VARIABLE}`. */
function isHardToWriteAsVariable(schema: Readonly<Record<string, unknown>>): boolean {
  const { type, pattern, minLength } = schema;
  const isBoundText = type === 'string' && (pattern !== undefined || Number(minLength) > 1);
  return type === 'integer' || type === 'boolean' || isBoundText || 'enum' in schema;
}

function orVariable(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const described = ['title', 'description', 'default', SECRET_MARK];
  const pick = (isWanted: (name: string) => boolean): Record<string, unknown> =>
    Object.fromEntries(Object.entries(schema).filter(([name]) => isWanted(name)));
  return {
    ...pick((name) => described.includes(name)),
    anyOf: [pick((name) => !described.includes(name)), { type: 'string', pattern: '^\\$\\{' }],
  };
}
