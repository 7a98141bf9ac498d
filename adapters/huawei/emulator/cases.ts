import { logOperation, operateLogsOf, OPERATION } from './conversation.ts';
import { contactOf, createTicket } from './create.ts';
import { BusinessError } from './errors.ts';
import { bodyText, isRecord, pageOf, requiredText, written } from './input.ts';
import type { Backend, Call, Endpoint, Ticket } from './model.ts';
import { detailOf } from './projection.ts';
import { removeTicket, setStatus, ticketOf } from './tickets.ts';
import { answerTime, localTime } from './times.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

type ActionName = 'cancel' | 'close' | 'press' | 'delete';

/** In which states the customer may do what, and what comes of it (delete: 13 or gone). */
const ACTIONS: Readonly<Record<ActionName, { readonly from: readonly number[]; readonly to?: number }>> = {
  cancel: { from: [0], to: 4 },
  close: { from: [1, 2], to: 3 },
  press: { from: [0, 1] },
  delete: { from: [3, 4, 12], to: 13 },
};
const LONGEST_COMMENT = 400;
const COMPLETED = 3;

export const CASE_ENDPOINTS: readonly Endpoint[] = [
  { label: 'createTicket', method: 'POST', path: '/cases', handle: createTicket },
  { label: 'getTicket', method: 'GET', path: '/cases/:case_id', handle: detail },
  { label: 'getStatus', method: 'GET', path: '/cases/:case_id/status', handle: status },
  { label: 'act', method: 'POST', path: '/cases/:case_id/action', handle: act },
  { label: 'score', method: 'POST', path: '/cases/:case_id/score', handle: score },
  { label: 'changeContact', method: 'PUT', path: '/cases/:case_id/contact-info', handle: changeContact },
  { label: 'listOperateLogs', method: 'GET', path: '/cases/:case_id/operate-logs', handle: operateLogs },
];

function detail(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  if (ticket.hiddenReads > 0) {
    ticket.hiddenReads -= 1;
    throw new BusinessError('OSM.01010015');
  }
  return { status: 200, body: { incident_detail_info: detailOf(backend, call, ticket) } };
}

function status(backend: Backend, call: Call): Reply {
  return { status: 200, body: { status: ticketOf(backend, call).status } };
}

/** `action_id` is a query parameter. An action that the status does not allow is "operation failed". */
function act(backend: Backend, call: Call): Reply {
  const name = call.query.get('action_id') ?? '';
  if (!isActionName(name)) throw new BusinessError('OSM.01010013', name);
  const ticket = ticketOf(backend, call);
  const judgement = bodyText(call.body, 'judgement', LONGEST_COMMENT);
  const description = bodyText(call.body, 'operate_desc', LONGEST_COMMENT);
  const satisfaction = satisfactionOf(call);
  const action = ACTIONS[name];
  if (!action.from.includes(ticket.status)) throw new BusinessError('OSM.01010014');
  if (name === 'press') checkPress(backend, ticket);
  logOperation(ticket, call.user, OPERATION[name], description ?? judgement ?? name);
  if (action.to !== undefined) setStatus(ticket, action.to);
  if (name === 'close' && judgement !== undefined) ticket.judgement = judgement;
  if (name === 'close' && satisfaction !== undefined) ticket.incident_satisfaction = satisfaction;
  if (name === 'delete' && backend.switches.deletedTickets === 'gone') removeTicket(backend, ticket);
  return written(backend);
}

function checkPress(backend: Backend, ticket: Ticket): void {
  const now = Date.now();
  if (now - ticket.lastPress < backend.switches.pressIntervalSeconds * 1_000) throw new BusinessError('OSM.01010004');
  ticket.lastPress = now;
}

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(ACTIONS, name);
}

/** Only a completed ticket can be judged. */
function score(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  const judgement = requiredText(call.body, 'judgement', LONGEST_COMMENT);
  const satisfaction = satisfactionOf(call);
  if (satisfaction === undefined) throw new BusinessError('OSM.01010001', 'incident_satisfaction_list');
  if (ticket.status !== COMPLETED) throw new BusinessError('OSM.01010014');
  ticket.judgement = judgement;
  ticket.incident_satisfaction = satisfaction;
  return written(backend);
}

function satisfactionOf(call: Call): readonly unknown[] | undefined {
  const list = call.body['incident_satisfaction_list'];
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list) || !list.every(isRecord)) {
    throw new BusinessError('OSM.01010001', 'incident_satisfaction_list');
  }
  return list;
}

function changeContact(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  ticket.ext_info = { ...ticket.ext_info, ...contactOf(call.body) };
  return written(backend);
}

function operateLogs(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  const logs = operateLogsOf(ticket);
  const rows = pageOf(call.query, logs).map(({ time, ...log }) => ({
    ...log,
    incident_id: ticket.incident_id,
    operate_time: localTime(call, time),
    timestamp_operate_time: answerTime(backend, call, time),
  }));
  return { status: 200, body: { total_count: logs.length, incident_operate_log_list: rows } };
}
