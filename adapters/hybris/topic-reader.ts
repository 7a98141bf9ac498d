import type { Call } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { MOST_EVENTS, type PubSubClient } from './pubsub-client.ts';
import type { Topic } from './topics.ts';
import type { HybrisEventBatch } from './wire.ts';

/** Where the reading of one topic stands. */
export interface TopicState {
  readonly topic: Topic;
  /** Of the events that were read last and that the log of changes has by now; null if there are none. */
  readonly token: string | null;
  /** True while the topic still holds what happened before anybody looked. */
  readonly isBehind: boolean;
}

export interface TopicLook extends TopicState {
  /** The events to look at; null if there are none, or if the topic cannot be read. */
  readonly batch: HybrisEventBatch | null;
  /** True if the topic holds more than one look reads. */
  readonly hasMore: boolean;
}

/** Reads one topic, a batch a look. */
export interface TopicReader {
  /**
   * Commits what the look before has read, then reads what is there now.
   * Never rejects: a topic that fails stays as it was, and the log says so once until it works again.
   */
  look(state: TopicState, call: Call): Promise<TopicLook>;
  /** Commits events that brought nothing to tell. If that fails they come again. @returns whether it was done */
  commit(topic: Topic, token: string, call: Call): Promise<boolean>;
}

/** Of what happened before anybody looked, how many batches one look passes over. */
const MOST_PASSED_OVER = 10;

export function createTopicReader(client: PubSubClient, log: AdapterLog): TopicReader {
  const broken = new Set<Topic>();

  async function attempt<Result>(topic: Topic, instead: Result, work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      if (broken.delete(topic)) log.info('A topic can be read again.', { topic });
      return result;
    } catch (thrown) {
      const error = toGatewayError(thrown);
      if (error.facts.cancelled !== true && !broken.has(topic)) {
        broken.add(topic);
        const { code } = error;
        log.warn('A topic cannot be read; changes of tickets are found by their dates alone meanwhile.', {
          topic,
          code,
        });
      }
      return instead;
    }
  }

  /** @returns whether there may be more */
  async function passOver(topic: Topic, call: Call): Promise<boolean> {
    for (let batches = 0; batches < MOST_PASSED_OVER; batches++) {
      const batch = await client.read(topic, call);
      if (batch === null) return false;
      if (!(await client.commit(topic, batch.token, call))) return true;
    }
    return true;
  }

  return {
    async look({ topic, token, isBehind }, call) {
      const left = { topic, isBehind, batch: null, hasMore: false };
      const isCommitted =
        token === null || (await attempt(topic, false, () => client.commit(topic, token, call).then(() => true)));
      // Read before they are committed, the same events would come again.
      if (!isCommitted) return { ...left, token };
      const instead = { ...left, token: null };
      return attempt<TopicLook>(topic, instead, async () => {
        if (isBehind) {
          const isStillBehind = await passOver(topic, call);
          return { ...instead, isBehind: isStillBehind, hasMore: isStillBehind };
        }
        const batch = await client.read(topic, call);
        return { ...instead, batch, hasMore: batch !== null && batch.events.length >= MOST_EVENTS };
      });
    },
    commit: (topic, token, call) => attempt(topic, false, () => client.commit(topic, token, call)),
  };
}
