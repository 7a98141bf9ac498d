import { useAccessories } from './accessories.ts';
import { addMessage, logOperation, messagesOf, OPERATION } from './conversation.ts';
import { BusinessError } from './errors.ts';
import { isRecord, pageOf, queryInteger, requiredText, textList, written } from './input.ts';
import type { Backend, Call, Endpoint, Message, Ticket } from './model.ts';
import { inOrder, messageOf } from './projection.ts';
import { isVisible, setStatus, ticketOf } from './tickets.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

const LONGEST_MESSAGE = 1_200;
/** Completed, canceled, invalid and deleted tickets take no more messages. */
const ENDED: ReadonlySet<number> = new Set([3, 4, 12, 13]);
const PENDING_FEEDBACK = 17;
const PROCESSING = 1;
/** How much the first call without a cursor shows of each ticket. */
const BASELINE_MESSAGES = 10;
/** Makes the cursor look like the opaque number that it is. */
const CURSOR_BASE = 1_700_000_000_000;

export const MESSAGE_ENDPOINTS: readonly Endpoint[] = [
  { label: 'listNewMessages', method: 'GET', path: '/cases/instant-messages', handle: listNew },
  { label: 'listUnread', method: 'GET', path: '/cases/instant-messages/unread', handle: listUnread },
  { label: 'createMessage', method: 'POST', path: '/cases/:case_id/message', handle: create },
  { label: 'listMessages', method: 'GET', path: '/cases/:case_id/messages', handle: list },
  { label: 'listOlderMessages', method: 'GET', path: '/cases/:case_id/instant-messages/more', handle: listOlder },
  { label: 'markRead', method: 'POST', path: '/cases/:case_id/instant-messages/unread', handle: markRead },
];

/** The answer carries no id. A ticket in "pending feedback" goes on when the customer answers. */
function create(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  const message = call.body['message'];
  if (!isRecord(message)) throw new BusinessError('OSM.01010001', 'message');
  const content = requiredText(message, 'content', LONGEST_MESSAGE);
  const accessoryIds = textList(message, 'accessory_ids', 100);
  if (ENDED.has(ticket.status)) throw new BusinessError('OSM.01010014');
  const accessories = useAccessories(backend, call, ticket, 'message', accessoryIds);
  addMessage(backend, ticket, {
    side: 0,
    content,
    replier: call.user.id,
    replierName: call.user.name,
    accessories,
  });
  logOperation(ticket, call.user, OPERATION.answer, 'Left a message');
  if (ticket.status === PENDING_FEEDBACK) setStatus(ticket, PROCESSING);
  return written(backend);
}

function list(backend: Backend, call: Call): Reply {
  const messages = messagesOf(backend, ticketOf(backend, call));
  const rows = pageOf(call.query, inOrder(backend, messages));
  return { status: 200, body: { count: messages.length, message_list: shown(backend, call, rows) } };
}

/** The messages before the one whose `create_time` (a timestamp, milliseconds) and `type` are given. */
function listOlder(backend: Backend, call: Call): Reply {
  const messages = messagesOf(backend, ticketOf(backend, call));
  const time = timestamp(call);
  const type = queryInteger(call.query, 'type', 0, 1);
  const limit = queryInteger(call.query, 'limit', 0, Number.MAX_SAFE_INTEGER);
  if (type === undefined || limit === undefined) throw new BusinessError('OSM.01010001', 'type, limit');
  const given = messages.findIndex((message) => message.create_time === time && message.type === type);
  const older = given === -1 ? messages.filter((message) => message.create_time < time) : messages.slice(0, given);
  const rows = inOrder(backend, older.slice(Math.max(0, older.length - Math.min(limit, 100))));
  return { status: 200, body: { count: older.length, message_list: shown(backend, call, rows) } };
}

function timestamp(call: Call): number {
  const text = call.query.get('create_time') ?? '';
  if (!/^\d{10,13}$/.test(text)) throw new BusinessError('OSM.01010001', 'create_time');
  return text.length === 10 ? Number(text) * 1_000 : Number(text);
}

/** New messages of many tickets. Ids that do not exist are simply missing in the answer. */
function listNew(backend: Backend, call: Call): Reply {
  const tickets = ticketsAsked(backend, call);
  const seen = cursorOf(call);
  const messages = tickets.map((ticket) => ({ ticket, fresh: freshMessages(backend, ticket, seen) }));
  if (backend.switches.instantMessagesMarkRead) for (const ticket of tickets) read(backend, ticket);
  return {
    status: 200,
    body: {
      imstatus: tickets.map((ticket) => ({ incident_id: ticket.incident_id, status: ticket.status })),
      immsg: messages
        .filter(({ fresh }) => fresh.length > 0)
        .map(({ ticket, fresh }) => ({
          incident_id: ticket.incident_id,
          message_list: shown(backend, call, inOrder(backend, fresh)),
        })),
      last_message_time_id: String(CURSOR_BASE + backend.messageSequence),
    },
  };
}

function cursorOf(call: Call): number | undefined {
  const text = call.query.get('last_message_time_id');
  if (text === null || text === '') return undefined;
  const sequence = Number(text) - CURSOR_BASE;
  if (!Number.isInteger(sequence) || sequence < 0) throw new BusinessError('OSM.01010001', 'last_message_time_id');
  return sequence;
}

function freshMessages(backend: Backend, ticket: Ticket, seen: number | undefined): readonly Message[] {
  if (seen === undefined) return messagesOf(backend, ticket).slice(-BASELINE_MESSAGES);
  // Messages never touched cannot be newer than a cursor.
  return (ticket.messages ?? []).filter((message) => message.sequence > seen);
}

function listUnread(backend: Backend, call: Call): Reply {
  const rows = ticketsAsked(backend, call).map((ticket) => ({
    incident_id: ticket.incident_id,
    status: ticket.status,
    unread_num: unreadNumber(backend, ticket),
  }));
  return { status: 200, body: { imunread: rows } };
}

function markRead(backend: Backend, call: Call): Reply {
  read(backend, ticketOf(backend, call));
  return written(backend);
}

function read(backend: Backend, ticket: Ticket): void {
  ticket.readUpTo = messagesOf(backend, ticket).length;
}

/** Before the first mark, what the customer answered to counts as read. */
function unreadNumber(backend: Backend, ticket: Ticket): number {
  const messages = messagesOf(backend, ticket);
  ticket.readUpTo ??= messages.findLastIndex((message) => message.type === 0) + 1;
  return messages.slice(ticket.readUpTo).filter((message) => message.type === 1).length;
}

/** `case_ids` is a repeated key; a comma belongs to an id. */
function ticketsAsked(backend: Backend, call: Call): readonly Ticket[] {
  const ids = call.query.getAll('case_ids');
  if (ids.length === 0) throw new BusinessError('OSM.01010001', 'case_ids');
  return [...new Set(ids)].flatMap((id) => {
    const ticket = backend.ticketsById.get(id);
    return ticket !== undefined && isVisible(call, ticket) ? [ticket] : [];
  });
}

function shown(backend: Backend, call: Call, messages: readonly Message[]): Record<string, unknown>[] {
  return messages.map((message) => messageOf(backend, call, message));
}
