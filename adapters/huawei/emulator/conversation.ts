import { createRandom, type Random } from '../../../src/emulation/random.ts';
import { FIRST_USER, SECOND_USER } from './catalog.ts';
import type { AccessoryReference, Backend, IamUser, Message, OperateLog, Ticket } from './model.ts';
import { wholeSecond } from './times.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ENGINEER = { id: 'e0000001', name: 'Engineer Li' };
const PARTNER = { id: 'p0000001', name: 'Partner GmbH' };
const CONTENTS = [
  'We are looking into it.',
  '请问您的实例ID是多少？',
  'The instance id is i-0001.\nSee the file.',
  'Could you try again? 🙂',
  'It still does not work.',
] as const;
const FILES = ['error.log', 'screenshot.png', '报告.pdf'] as const;

/** Values of `operate_type`: their meaning is unpublished, so these are as good as any. */
export const OPERATION = {
  create: 1,
  accept: 2,
  solve: 3,
  close: 4,
  cancel: 5,
  press: 6,
  delete: 7,
  answer: 8,
} as const;

/** What a new message says; the rest follows from it. */
export interface NewMessage {
  readonly side: 0 | 1 | 2;
  readonly content: string;
  readonly replier: string;
  readonly replierName: string;
  readonly accessories: readonly AccessoryReference[];
}

/** The ticket's messages, oldest first. Generated ones are made on first use, so that 10,000 tickets start fast. */
export function messagesOf(backend: Backend, ticket: Ticket): Message[] {
  ticket.messages ??= generateMessages(backend, ticket);
  return ticket.messages;
}

/** The ticket's operate log, oldest first. */
export function operateLogsOf(ticket: Ticket): OperateLog[] {
  ticket.operateLogs ??= generateOperateLogs(ticket);
  return ticket.operateLogs;
}

/** Adds a message at the present time. */
export function addMessage(backend: Backend, ticket: Ticket, message: NewMessage): Message {
  const messages = messagesOf(backend, ticket);
  backend.messageSequence += 1;
  const added: Message = {
    type: message.side === 0 ? 0 : 1,
    replier_type: message.side,
    replier: message.replier,
    replier_name: message.replierName,
    content: message.content,
    message_id: backend.random.hex(24),
    create_time: wholeSecond(Date.now()),
    is_first_message: messages.length === 0 ? 1 : 0,
    accessory_list: message.accessories,
    sequence: backend.messageSequence,
  };
  messages.push(added);
  return added;
}

/** Adds a row to the operate log at the present time. */
export function logOperation(ticket: Ticket, user: IamUser, type: number, description: string): void {
  const logs = operateLogsOf(ticket);
  logs.push(operateLog(ticket, logs.length, type, user, description, wholeSecond(Date.now())));
}

/**
 * Finds a generated file of which only the id is known: the id begins with the ticket's index, so that reading it does
 * not depend on whether the messages were read before.
 */
export function findGeneratedAccessory(backend: Backend, id: string): void {
  const ticket = backend.ticketsByIndex[Number.parseInt(id.slice(0, 8), 16)];
  if (ticket !== undefined) messagesOf(backend, ticket);
}

function generateMessages(backend: Backend, ticket: Ticket): Message[] {
  const random = createRandom(ticket.seed);
  let time = ticket.create_time;
  return Array.from({ length: ticket.generatedMessages }, (_, index) => {
    const first = index === 0;
    const side = first ? 0 : (([0, 1, 1, 2] as const)[random.below(4)] ?? 1);
    const message: Message = {
      ...replierOf(ticket, side),
      content: first ? ticket.simple_description : `${random.pick(CONTENTS)} (${index})`,
      message_id: random.hex(24),
      create_time: time,
      is_first_message: first ? 1 : 0,
      accessory_list: index % 4 === 1 ? [generateAccessory(backend, ticket, index, random)] : [],
      sequence: 0,
    };
    // Some messages share a second: the order of time alone does not tell them apart.
    time += random.below(5) === 0 ? 0 : (1 + random.below(20)) * MINUTE;
    return message;
  });
}

function replierOf(
  ticket: Ticket,
  side: 0 | 1 | 2,
): Pick<Message, 'type' | 'replier_type' | 'replier' | 'replier_name'> {
  if (side === 0) {
    return { type: 0, replier_type: 0, replier: ticket.xcustomer_id, replier_name: ticket.xcustomer_name };
  }
  const replier = side === 1 ? ENGINEER : PARTNER;
  return { type: 1, replier_type: side, replier: replier.id, replier_name: replier.name };
}

function generateAccessory(backend: Backend, ticket: Ticket, message: number, random: Random): AccessoryReference {
  const name = random.pick(FILES);
  const id = `${hexadecimal(ticket.index, 8)}${hexadecimal(message, 4)}${random.hex(20)}`;
  backend.accessories.set(id, {
    id,
    name,
    from: 'message',
    data: Buffer.from(`${name} of ${ticket.incident_id}, message ${message}\n`.repeat(20)),
    ownerId: ticket.xcustomer_id,
    ticketId: ticket.incident_id,
  });
  return { accessory_id: id, file_actual_name: name };
}

function hexadecimal(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}

function generateOperateLogs(ticket: Ticket): OperateLog[] {
  const customer = ticket.xcustomer_id === SECOND_USER.id ? SECOND_USER : FIRST_USER;
  const steps: [type: number, user: { id: string; name: string }, description: string, after: number][] = [
    [OPERATION.create, customer, 'Submitted the ticket', 0],
  ];
  if ([1, 2, 3, 5, 17].includes(ticket.status)) steps.push([OPERATION.accept, ENGINEER, 'Accepted the ticket', HOUR]);
  if ([2, 3].includes(ticket.status)) steps.push([OPERATION.solve, ENGINEER, 'Gave a solution', 48 * HOUR]);
  if (ticket.status === 3) steps.push([OPERATION.close, customer, 'Confirmed the solution', 72 * HOUR]);
  if (ticket.status === 4) steps.push([OPERATION.cancel, customer, 'Canceled the ticket', 2 * HOUR]);
  return steps.map(([type, user, description, after], index) =>
    operateLog(ticket, index, type, user, description, ticket.create_time + after),
  );
}

function operateLog(
  ticket: Ticket,
  index: number,
  type: number,
  user: { readonly id: string; readonly name: string },
  description: string,
  time: number,
): OperateLog {
  return {
    incident_log_id: `${ticket.incident_id}-log-${index + 1}`,
    operate_type: type,
    operator_type: user.id === ENGINEER.id ? 1 : 0,
    operator_id: user.id,
    operator_name: user.name,
    operate_desc: description,
    time,
  };
}
