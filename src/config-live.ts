import { Type, type Static } from 'typebox';
import { SECRET_MARK } from './upstream/settings.ts';

const STRICT = { additionalProperties: false };

/** Live changes. */
export const LiveSchema = Type.Object(
  {
    mostQueued: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 1_000,
      description:
        'How many events may wait for a subscriber who is slow; more are dropped, and the subscriber is told.',
    }),
    mostListed: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 1_000,
      description:
        'How many tickets of a backend are read when somebody begins to watch a filtered list, so that it is known which tickets enter and leave it. In longer lists a ticket that was not seen before counts as being in it.',
    }),
    readyMs: Type.Integer({
      minimum: 0,
      maximum: 60_000,
      default: 5_000,
      description: 'How long a new subscriber waits for the first look at a slow backend, in milliseconds.',
    }),
    leaseMs: Type.Integer({
      minimum: 500,
      maximum: 300_000,
      default: 10_000,
      description:
        'How long an instance that died keeps others from looking for changes in its place, in milliseconds.',
    }),
    mostChanges: Type.Integer({
      minimum: 100,
      maximum: 1_000_000,
      default: 10_000,
      description: 'How many changes the log holds: how far back a subscriber can resume.',
    }),
    mostChangeBytes: Type.Integer({
      minimum: 1_048_576,
      maximum: 1_073_741_824,
      default: 16_777_216,
      description: 'How large that log may be, in bytes.',
    }),
    mostConnections: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 20_000,
      description: 'How many live connections, WebSocket and server-sent events, one instance takes.',
    }),
    mostConnectionsEach: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 100,
      description: 'How many live connections one signed-in caller, or one address of callers who are not, may have.',
    }),
    mostSubscriptions: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 50,
      description: 'How many subscriptions one connection may have.',
    }),
    heartbeatMs: Type.Integer({
      minimum: 100,
      maximum: 300_000,
      default: 15_000,
      description: 'How often a live connection is checked for life, in milliseconds.',
    }),
    initMs: Type.Integer({
      minimum: 100,
      maximum: 60_000,
      default: 5_000,
      description: 'How long a WebSocket may take to say who it is, in milliseconds.',
    }),
  },
  { ...STRICT, description: 'Live changes: subscriptions.' },
);

/** Redis, which makes several instances one. */
export const RedisSchema = Type.Object(
  {
    url: Type.String({
      pattern: '^rediss?://',
      description: 'Address with user and password, e.g. redis://:secret@host:6379/0. One server, no Redis Cluster.',
      [SECRET_MARK]: true,
    }),
    keyPrefix: Type.String({
      pattern: '^[A-Za-z0-9:_-]{1,64}$',
      default: 'ticket-gateway:',
      description: 'What every key begins with. All instances of one gateway have the same.',
    }),
  },
  {
    ...STRICT,
    description:
      'Left out: one instance alone. Given: all instances that share it are one gateway, with one log of changes, one look for changes, one memory of writes and one count of requests.',
  },
);

export type LiveSettings = Static<typeof LiveSchema>;
