import { Type, type Static, type TObject, type TUnsafe } from 'typebox';
import type { Secret } from '../ticketing/secret.ts';

/** Marks secret settings in a schema. */
export const SECRET_MARK = 'x-secret';

/** What every backend entry of the configuration has, whatever its kind. Times in milliseconds. */
export const COMMON_SETTINGS = {
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Name for people.' })),
  deadlineMs: Type.Integer({
    minimum: 100,
    maximum: 120_000,
    default: 10_000,
    description: 'How long one operation may take on this backend, with all its calls and repeats.',
  }),
  attemptTimeoutMs: Type.Integer({
    minimum: 50,
    maximum: 120_000,
    default: 5_000,
    description: 'How long one call may take.',
  }),
  concurrency: Type.Integer({
    minimum: 1,
    maximum: 256,
    default: 16,
    description: 'How many calls may be under way at once.',
  }),
  mostQueued: Type.Integer({
    minimum: 0,
    maximum: 100_000,
    default: 500,
    description: 'How many calls may wait for their turn.',
  }),
  mostRetries: Type.Integer({ minimum: 0, maximum: 5, default: 2, description: 'How often a safe call is repeated.' }),
  retryDelayMs: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 100,
    description: 'The first pause before a repeat.',
  }),
  hedgeAfterMs: Type.Optional(
    Type.Integer({
      minimum: 10,
      maximum: 120_000,
      description:
        'A read without an answer for so long is asked a second time, and the first answer counts; at most one in ten reads. Left out: never.',
    }),
  ),
  breakerFailureShare: Type.Number({
    minimum: 0.01,
    maximum: 0.99,
    default: 0.5,
    description:
      'Share of failures among the last 20 calls of an operation above which it is left alone for 5 seconds.',
  }),
  mostBodyBytes: Type.Integer({
    minimum: 1_024,
    maximum: 256 * 1024 * 1024,
    default: 5 * 1024 * 1024,
    description: 'The largest answer that is read.',
  }),
  scanRows: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 5_000,
    description: 'How many rows are read at most to answer one list that the backend cannot sort or filter itself.',
  }),
  pollMs: Type.Integer({
    minimum: 100,
    maximum: 3_600_000,
    default: 15_000,
    description: 'The shortest pause between two looks for changes while somebody is subscribed.',
  }),
  webhook: Type.Optional(
    Type.Object(
      {
        secret: webhookSecret('What the sender of webhooks signs them with: at least 32 characters.'),
        secretBefore: Type.Optional(
          webhookSecret('The secret before this one, which counts as well while senders go over to the new one.'),
        ),
        toleranceMs: Type.Integer({
          minimum: 1_000,
          maximum: 3_600_000,
          default: 300_000,
          description: 'How far the time that a webhook names may be from this machine’s.',
        }),
      },
      {
        additionalProperties: false,
        description:
          'Webhooks at POST /webhooks/<id>, so that changes are seen at once. Needs the gateway’s own account. Left out: there are none.',
      },
    ),
  ),
  longestPollMs: Type.Integer({
    minimum: 100,
    maximum: 3_600_000,
    default: 300_000,
    description: 'The longest pause between two such looks, while nothing moves or the backend fails.',
  }),
};

export type CommonSettings = Static<TObject<typeof COMMON_SETTINGS>>;

/** A setting that never prints. In the file it is text, usually `${VARIABLE}`. */
export function secretSetting(description: string): TUnsafe<Secret> {
  return Type.Unsafe<Secret>(Type.String({ minLength: 1, description, [SECRET_MARK]: true }));
}

/** Shorter ones could be found by trying. */
function webhookSecret(description: string): TUnsafe<Secret> {
  return Type.Unsafe<Secret>(Type.String({ minLength: 32, description, [SECRET_MARK]: true }));
}
