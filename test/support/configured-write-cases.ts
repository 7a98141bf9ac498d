import { addTicket, onTicket, type WriteCase } from './write-cases.ts';

/** Settings that switch on every change that a kind of backend can be told of. */
export const EVERY_WRITE = {
  hybris: { comments: 'interactionLog' },
  oneview: {
    operations: {
      getTicket: { method: 'GET', path: '/v2/tickets/{ticketID}' },
      history: { method: 'GET', path: '/v2/tickets?page={page}&pageSize={pageSize}' },
      close: { method: 'POST', path: '/v2/tickets/{ticketID}/close' },
      reassign: { method: 'POST', path: '/v2/tickets/{ticketID}/reassign' },
      transfer: { method: 'POST', path: '/v2/tickets/{ticketID}/transfer' },
      update: { method: 'PATCH', path: '/v2/tickets/{ticketID}' },
    },
  },
} as const;

const ONEVIEW_TRANSITION = onTicket('oneview', 'transitionTicket', 'TransitionTicketInput');

/** Mutations that are there with EVERY_WRITE alone, and the moves that are no other test's. */
export const CONFIGURED_CASES: readonly WriteCase[] = [
  onTicket('hybris', 'addComment', 'AddCommentInput')('comment', 'createInteractionLog', (control) => [
    addTicket(control)['id'],
    { text: 'Any news?' },
  ]),
  onTicket('hybris', 'transitionTicket', 'TransitionTicketInput')('confirm', 'replaceTicket', (control) => [
    addTicket(control, { status: 'COMPLETED' })['id'],
    { transition: { confirm: {} } },
  ]),
  onTicket('huawei', 'transitionTicket', 'TransitionTicketInput')('confirm', 'act', (control) => [
    addTicket(control, { status: 2 })['incident_id'],
    { transition: { confirm: {} } },
  ]),
  onTicket('oneview', 'updateTicket', 'UpdateTicketInput')('update', 'update', (control) => [
    addTicket(control)['id'],
    { fields: { orderId: 's0ab-b1cd', customFields: [{ key: 'entityId', value: 'FP_SG' }] } },
  ]),
  onTicket('oneview', 'assignTicket', 'AssignTicketInput')('assign', 'reassign', (control) => [
    addTicket(control)['id'],
    { assigneeId: 'another.agent@example.org', reason: 'Knows more' },
  ]),
  ONEVIEW_TRANSITION('close', 'close', (control) => [
    addTicket(control)['id'],
    { transition: { close: { reason: 'Solved', resolutionCode: 'REFUNDED' } } },
  ]),
  ONEVIEW_TRANSITION('transfer', 'transfer', (control) => [
    addTicket(control)['id'],
    { transition: { transfer: { queueId: 'queue-2' } } },
  ]),
];
