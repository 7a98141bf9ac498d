import { eventually } from './eventually.ts';
import { openConnection, type SocketClient, type SocketMessage } from './live-socket-client.ts';

/** An event of `ticketChanges`, as far as a crowd asks for it. */
export interface CrowdEvent {
  readonly kind: string;
  readonly cursor: string;
  readonly ticketId: string | null;
  readonly message: string | null;
}

/** Many who subscribe to the same, each over a WebSocket of their own. */
export interface Crowd {
  /** Where the first of them began. */
  readonly beginning: string;
  /** Waits until each was told of so many changes or gaps. */
  untilTold(count: number): Promise<void>;
  /** What each was told so far of tickets and of gaps. */
  told(): CrowdEvent[][];
  /** Half of them say goodbye, the others are just gone. */
  leave(): void;
}

export interface CrowdOptions {
  readonly url: string;
  readonly size: number;
  /** Tokens that the members show, in turn; none if it is empty. */
  readonly tokens: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
}

const WATCH = `subscription ($filter: TicketFilter, $ticketIds: [ID!], $since: String) {
  ticketChanges(filter: $filter, ticketIds: $ticketIds, since: $since) {
    kind cursor ticketId message ticket { title status { category } }
  }
}`;
const AT_ONCE = 50;

/** Ends when all have been told how well the backends are watched: nothing that happens later is missed. */
export async function gatherCrowd({ url, size, tokens, variables }: CrowdOptions): Promise<Crowd> {
  const members: SocketClient[] = [];
  async function join(index: number): Promise<void> {
    const token = tokens[index % Math.max(tokens.length, 1)];
    const member = await openConnection(url, token === undefined ? undefined : { authorization: `Bearer ${token}` });
    members.push(member);
    member.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables } });
  }
  for (let first = 0; first < size; first += AT_ONCE) {
    const length = Math.min(AT_ONCE, size - first);
    await Promise.all(Array.from({ length }, (_, index) => join(first + index)));
  }
  const events = ({ messages }: SocketClient): CrowdEvent[] => messages.flatMap(eventOf);
  await eventually('everybody listens', () => members.every((member) => events(member).length > 0));
  const told = (member: SocketClient): CrowdEvent[] => events(member).filter(({ kind }) => kind !== 'SOURCES');
  return {
    beginning: members.flatMap(events)[0]?.cursor ?? '',
    async untilTold(count) {
      await eventually(`everybody was told of ${count} changes`, () =>
        // Not all is read again and again: that would take the gateway's time.
        members.every((member) => member.messages.length > count && told(member).length >= count),
      );
    },
    told: () => members.map(told),
    leave() {
      for (const [index, { socket }] of members.entries()) {
        if (index % 2 === 0) socket.close();
        else socket.terminate();
      }
    },
  };
}

/** @throws Error if the message says that the subscription failed or ended */
function eventOf({ type, payload }: SocketMessage): CrowdEvent[] {
  if (type === 'connection_ack' || type === 'ping') return [];
  const { data } = (payload ?? {}) as { readonly data?: { readonly ticketChanges: CrowdEvent } | null };
  if (type === 'next' && data) return [data.ticketChanges];
  throw new Error(`Instead of an event there came "${type}": ${JSON.stringify(payload)}`);
}
