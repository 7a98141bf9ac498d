import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import {
  EMPTY_INTERACTION,
  type ChatParticipant,
  type ChatTranscript,
  type InteractionLog,
  type InteractionSide,
} from '../../src/ticketing/interaction-log.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import { party, type Party } from '../../src/ticketing/ticket.ts';
import { toAttachments } from './mapping.ts';
import { toCustomFields, toText, type Scalar } from './mapping-values.ts';
import { readLogTime, readTime } from './times.ts';
import type { HuaweiMessage, HuaweiOperateLog } from './wire.ts';

const SIDES: Readonly<Record<string, InteractionSide>> = { '0': 'CUSTOMER', '1': 'AGENT', '2': 'THIRD_PARTY' };

/**
 * What was said and done about a ticket, oldest first; entries without a time come last.
 * @param timeZone the one that X-Time-Zone names
 */
export function toInteractionLogs(
  ticketId: string,
  messages: readonly HuaweiMessage[],
  operateLogs: readonly HuaweiOperateLog[],
  timeZone: string,
): InteractionLog[] {
  const timeOf = (entry: InteractionLog): Instant | null => entry.createdAt;
  const said = messages.map((message) => toMessageEntry(ticketId, message));
  const done = operateLogs.map((log) => toOperateEntry(ticketId, log, timeZone));
  return numberEquals(oldestFirst([...oldestFirst(said, timeOf), ...oldestFirst(done, timeOf)], timeOf));
}

/** The messages of a ticket as a conversation, oldest first. Nothing says that it has ended. */
export function toChatTranscript(ticketId: string, wires: readonly HuaweiMessage[]): ChatTranscript {
  const messages = oldestFirst(
    wires.map((wire) => ({
      text: toContent(wire.content),
      at: readTime(wire.create_time),
      side: toSide(wire),
      author: toAuthor(wire),
    })),
    (message) => message.at,
  );
  const participants = new Map<string, ChatParticipant>();
  for (const { side, author } of messages) {
    const id = author?.id ?? null;
    if (id !== null) participants.set(JSON.stringify([side, id]), { side, id });
  }
  return {
    nativeId: ticketId,
    startedAt: messages[0]?.at ?? null,
    endedAt: null,
    createdBy: null,
    participants: [...participants.values()],
    messages,
    customFields: [],
  };
}

function toMessageEntry(ticketId: string, wire: HuaweiMessage): InteractionLog {
  const side = toSide(wire);
  const text = toContent(wire.content);
  const createdAt = readTime(wire.create_time);
  return {
    ...EMPTY_INTERACTION,
    // The list of messages gives no ids (README, "Oddities"), so one is made of what does not change.
    nativeId: fingerprint([ticketId, createdAt, side, toText(wire.replier), text]),
    kind: 'MESSAGE',
    side,
    // The gateway acts as the customer: whatever it sees, the customer sees.
    visibility: 'PUBLIC',
    author: toAuthor(wire),
    text,
    createdAt,
    attachments: toAttachments(wire),
    customFields: toCustomFields({
      message_id: wire.message_id,
      is_first_message: wire.is_first_message,
      iam_user_type: wire.iam_user_type,
      ...(side === 'UNKNOWN' ? { replier_type: wire.replier_type, type: wire.type } : {}),
    }),
  };
}

/** Written by the backend itself. The meaning of its two type numbers is not published, so that nobody's side is known. */
function toOperateEntry(ticketId: string, wire: HuaweiOperateLog, timeZone: string): InteractionLog {
  const text = toText(wire.operate_desc);
  const createdAt = readTime(wire.timestamp_operate_time) ?? readLogTime(wire.operate_time, timeZone);
  const author = { id: toText(wire.operator_id), name: toText(wire.operator_name) };
  return {
    ...EMPTY_INTERACTION,
    nativeId:
      toText(wire.incident_log_id) ??
      fingerprint([ticketId, 'operate-log', createdAt, author.id, toText(wire.operate_type), text]),
    kind: 'SYSTEM',
    side: 'UNKNOWN',
    visibility: 'PUBLIC',
    author: author.id === null && author.name === null ? null : party('UNKNOWN', author),
    text,
    createdAt,
    customFields: toCustomFields({
      operate_type: wire.operate_type,
      operator_type: wire.operator_type,
      // Kept as sent where it could not be read as a time.
      ...(createdAt === null
        ? { operate_time: wire.operate_time, timestamp_operate_time: wire.timestamp_operate_time }
        : {}),
    }),
  };
}

/** Who wrote a message. `replier_type` knows third parties, which `type` does not. */
function toSide(wire: HuaweiMessage): InteractionSide {
  const code = toText(wire.replier_type) ?? toText(wire.type);
  return code === null ? 'UNKNOWN' : (SIDES[code] ?? 'UNKNOWN');
}

function toAuthor(wire: HuaweiMessage): Party | null {
  const facts = { id: toText(wire.replier), name: toText(wire.replier_name) };
  return facts.id === null && facts.name === null ? null : party('UNKNOWN', facts);
}

/** Of all texts, this one may be empty: a message may be files alone. */
function toContent(value: Scalar): string {
  return value === undefined || value === null ? '' : String(value);
}

/** The order in which the backend lists them is not published. A list that begins with the newest is turned, ties and all. */
function oldestFirst<Entry>(entries: readonly Entry[], timeOf: (entry: Entry) => Instant | null): Entry[] {
  const times = entries.map(timeOf).filter((time) => time !== null);
  const isNewestFirst = compareTimes(times[0] ?? null, times.at(-1) ?? null) > 0;
  return (isNewestFirst ? entries.toReversed() : [...entries]).sort((left, right) =>
    compareTimes(timeOf(left), timeOf(right)),
  );
}

function compareTimes(left: Instant | null, right: Instant | null): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right ? -1 : 1;
}

/** Entries that are equal in all that their id is made of get a number, so that each id is told once. */
function numberEquals(entries: readonly InteractionLog[]): InteractionLog[] {
  const counts = new Map<string, number>();
  return entries.map((entry) => {
    const earlier = counts.get(entry.nativeId) ?? 0;
    counts.set(entry.nativeId, earlier + 1);
    return earlier === 0 ? entry : { ...entry, nativeId: `${entry.nativeId}-${earlier + 1}` };
  });
}
