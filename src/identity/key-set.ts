import { createLocalJWKSet, errors, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { GatewayError } from '../ticketing/errors.ts';
import { requestKeySet } from './key-set-request.ts';
import type { KeySource } from './key-source.ts';

export interface KeySetLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export interface KeySetOptions {
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: KeySetLog;
  /** How long one reading may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** The largest set, in bytes. */
  readonly mostBytes?: number;
}

/** After this time the set is read again, while the keys that are known still serve. */
const FRESH_MS = 10 * 60_000;
/** How much longer known keys serve while the issuer cannot be reached. */
const KEEP_MS = 60 * 60_000;
/** The pause after a reading: unknown key ids, which anybody can make up, cause no more readings than this. */
const PAUSE_MS = 30_000;
/** The pause after a reading that failed. */
const FAILURE_PAUSE_MS = 2_000;
const TIMEOUT_MS = 5_000;
const MOST_BYTES = 256 * 1024;
const MOST_KEYS = 100;

type FindKey = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys that an issuer publishes. All who need them at once share one reading. A key id that is not known causes a new
 * reading, as keys change, but not before the pause after the last one is over.
 */
export function createKeySet(options: KeySetOptions): KeySource {
  const { clock } = options;
  let known: { readonly find: FindKey; readonly readAt: number } | null = null;
  let reading: Promise<FindKey> | null = null;
  let mayReadAt = Number.NEGATIVE_INFINITY;
  let hasFailed = false;

  async function readNow(): Promise<FindKey> {
    try {
      const find = toFindKey(
        await requestKeySet(options.url, {
          timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
          mostBytes: options.mostBytes ?? MOST_BYTES,
        }),
      );
      known = { find, readAt: clock() };
      hasFailed = false;
      mayReadAt = clock() + PAUSE_MS;
      return find;
    } catch (cause) {
      hasFailed = true;
      mayReadAt = clock() + FAILURE_PAUSE_MS;
      options.log.warn({ detail: wordsOf(cause) }, 'The keys of the issuer of tokens cannot be read.');
      throw unavailable(FAILURE_PAUSE_MS, cause);
    }
  }

  /** Joins the reading that is under way, or starts one. */
  function read(): Promise<FindKey> {
    if (reading === null && clock() < mayReadAt && hasFailed) return Promise.reject(unavailable(mayReadAt - clock()));
    reading ??= readNow().finally(() => {
      reading = null;
    });
    return reading;
  }

  async function current(): Promise<FindKey> {
    const ageMs = known === null ? Number.POSITIVE_INFINITY : clock() - known.readAt;
    if (known === null || ageMs >= FRESH_MS + KEEP_MS) return read();
    // The failure is in the log, and known keys still serve.
    if (ageMs >= FRESH_MS && reading === null && clock() >= mayReadAt) read().catch(() => {});
    return known.find;
  }

  return {
    async keyFor(header: JWSHeaderParameters) {
      const find = await current();
      try {
        return await find(header);
      } catch (error) {
        const isUnknown = error instanceof errors.JWKSNoMatchingKey;
        const maySeeMore = hasFailed || reading !== null || clock() >= mayReadAt;
        if (!isUnknown || !maySeeMore) throw error;
        return (await read())(header);
      }
    },
    async check() {
      await read();
    },
  };
}

function toFindKey(set: unknown): FindKey {
  const find = createLocalJWKSet(set as JSONWebKeySet);
  const { length } = find.jwks().keys;
  if (length > MOST_KEYS) throw new Error(`Its answer has more than ${MOST_KEYS} keys.`);
  return find;
}

function unavailable(retryAfterMs: number, cause?: unknown): GatewayError {
  return new GatewayError(
    'BACKEND_UNAVAILABLE',
    'Tokens cannot be checked at the moment, as the keys of their issuer cannot be read.',
    { retryAfterMs, cause },
  );
}

/** What went wrong, with its cause: `fetch` itself says only that it failed. */
function wordsOf(error: unknown): string {
  const cause = readProperty(error, 'cause');
  const words = String(readProperty(error, 'message') ?? error);
  return cause === undefined
    ? words
    : `${words}: ${String(readProperty(cause, 'code') ?? readProperty(cause, 'message'))}`;
}

function readProperty(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
