import type { Call } from '../../src/ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { HttpResponse } from '../../src/upstream/http-response.ts';
import { readJson } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { HybrisCredentials } from './credentials.ts';
import { readProblem } from './problem.ts';
import type { HybrisSettings } from './settings.ts';
import { REQUEST_ID_HEADER } from './token-client.ts';
import type { Topic } from './topics.ts';
import { checkEventBatch, type HybrisEventBatch } from './wire.ts';

/** The most events of one read. */
export const MOST_EVENTS = 100;

/**
 * ASSUMPTION: for so long events that were read are kept back, and their token is good for a commit; the value is the one of
 * the vendor's own client. If a read waits so long for events instead, looks take so much longer (README).
 */
const TTL_MS = 4_000;

/** The two calls of the event service. Both go out once: what fails is asked again by the next look. */
export interface PubSubClient {
  /** `POST /topics/{owner}/{eventType}/read`: the oldest events that are not committed; null if there are none. */
  read(topic: Topic, call: Call): Promise<HybrisEventBatch | null>;
  /** `POST /topics/{owner}/{eventType}/commit`: false if the token is not good (any more); the events then come again. */
  commit(topic: Topic, token: string, call: Call): Promise<boolean>;
}

/** @throws Error if each caller's own token were asked for: what one has read the others would never see */
export function createPubSubClient(
  { pubsub, tokenUrl, customerAuth }: HybrisSettings,
  credentials: HybrisCredentials,
  kit: AdapterKit,
): PubSubClient {
  if (customerAuth !== 'login') {
    throw new Error(
      `"pubsub" cannot be used where "customerAuth" is "${customerAuth}": the topics are read once, not once for each caller.`,
    );
  }
  // ASSUMPTION: the event service stands behind the same proxy as the token service, unless it is configured (README).
  const baseUrl = pubsub.baseUrl ?? `${new URL(tokenUrl).origin}/hybris/pubsub/v1`;
  const http = kit.openHttp({ baseUrl, readProblem, correlationHeader: REQUEST_ID_HEADER });

  function post(operation: string, target: string, json: object, call: Call): Promise<HttpResponse> {
    const request = { operation, method: 'POST', path: target, json, isSafe: true, mostRetries: 0 } as const;
    return http.send({ ...request, authorize: credentials.client }, call);
  }

  return {
    async read(topic, call) {
      const wish = { numEvents: MOST_EVENTS, ttlMs: TTL_MS, autoCommit: false };
      const response = await post('readEvents', path`/topics/${pubsub.owner}/${topic}/read`, wish, call);
      if (response.status === 204) return null;
      const batch = checkEventBatch(readJson(response));
      return batch.events.length === 0 ? null : batch;
    },
    async commit(topic, token, call) {
      try {
        await post('commitEvents', path`/topics/${pubsub.owner}/${topic}/commit`, { token }, call);
        return true;
      } catch (thrown) {
        const error = toGatewayError(thrown);
        if (isTokenUnknown(error)) return false;
        throw error;
      }
    },
  };
}

function isTokenUnknown(error: GatewayError): boolean {
  return /^HTTP (400|404|409|410|422)\b/.test(error.facts.detail ?? '');
}
