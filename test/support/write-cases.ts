import type { EmulatorControl } from '../../src/emulation/emulator.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';

/** One mutation of one backend, on a ticket made for it. */
export interface WriteCase {
  /** Instance and kind of the backend. */
  readonly backend: string;
  /** Name in the table of results. */
  readonly name: string;
  /** Label of the emulator's route that makes the change. */
  readonly route: string;
  /** Mutation field, e.g. `createTicket`. */
  readonly field: string;
  /** Name of the input type. */
  readonly inputType: string;
  /** Makes what the mutation needs, and gives its input. */
  prepare(control: EmulatorControl): Record<string, unknown>;
}

type Row = Readonly<Record<string, unknown>>;

function ticketId(backend: string, nativeId: unknown): string {
  return encodeGlobalId({ type: 'Ticket', backend, nativeId: String(nativeId) });
}

function typeId(backend: string, code: string): string {
  return encodeGlobalId({ type: 'TicketType', backend, nativeId: code });
}

/** Makes a ticket at the backend itself. */
export function addTicket(control: EmulatorControl, fields: Row = {}): Row {
  return control.act('addTicket', fields) as Row;
}

let counter = 0;
/** Text that no earlier case used, so that looking for it finds one change only. */
function unique(text: string): string {
  counter += 1;
  return `${text} ${counter}`;
}

const PROVIDER = 'fa9de6bb-1df8-4ba6-9e6d-1172fbf7e166';

/** Cases of one mutation on tickets of one backend. */
export function onTicket(backend: string, field: string, inputType: string) {
  return (
    name: string,
    route: string,
    make: (control: EmulatorControl) => readonly [nativeId: unknown, input: Row],
  ): WriteCase => ({
    backend,
    name,
    route,
    field,
    inputType,
    prepare(control) {
      const [nativeId, input] = make(control);
      return { ticketId: ticketId(backend, nativeId), ...input };
    },
  });
}

/** Every mutation that a backend has, at least once. */
export const WRITE_CASES: readonly WriteCase[] = [
  {
    backend: 'crm',
    name: 'create',
    route: 'createTicket',
    field: 'createTicket',
    inputType: 'CreateTicketInput',
    prepare: () => ({
      backend: 'crm',
      fields: {
        title: unique('Plan change'),
        description: unique('Please change my plan'),
        typeId: typeId('crm', 'Plan Enquiry'),
      },
    }),
  },
  {
    backend: 'crm',
    name: 'create (social)',
    route: 'createSocialTicket',
    field: 'createTicket',
    inputType: 'CreateTicketInput',
    prepare: () => ({
      backend: 'crm',
      fields: {
        title: unique('Complaint'),
        description: unique('Seen on a social network'),
        typeId: typeId('crm', 'General Enquiry'),
        channel: 'SOCIAL',
      },
    }),
  },
  onTicket('crm', 'addComment', 'AddCommentInput')('comment', 'addComment', (control) => [
    addTicket(control)['id'],
    { text: unique('Any news?') },
  ]),
  {
    backend: 'hybris',
    name: 'create',
    route: 'createTicket',
    field: 'createTicket',
    inputType: 'CreateTicketInput',
    prepare: () => ({
      backend: 'hybris',
      fields: { title: unique('My television does not work'), typeId: typeId('hybris', 'SERVICE_REQUEST') },
    }),
  },
  onTicket('hybris', 'updateTicket', 'UpdateTicketInput')('update', 'replaceTicket', (control) => [
    addTicket(control)['id'],
    { fields: { title: unique('My remote does not work') } },
  ]),
  onTicket('hybris', 'deleteTicket', 'DeleteTicketInput')('delete', 'deleteTicket', (control) => [
    addTicket(control)['id'],
    {},
  ]),
  onTicket('hybris', 'transitionTicket', 'TransitionTicketInput')('close', 'replaceTicket', (control) => [
    addTicket(control)['id'],
    { transition: { close: {} } },
  ]),
  onTicket('hybris', 'transitionTicket', 'TransitionTicketInput')('reopen', 'replaceTicket', (control) => [
    addTicket(control, { status: 'COMPLETED' })['id'],
    { transition: { reopen: {} } },
  ]),
  onTicket('hybris', 'logInteraction', 'LogInteractionInput')('log', 'createInteractionLog', (control) => [
    addTicket(control)['id'],
    { text: unique('Called back'), startedAt: '2025-10-02T08:00:00Z' },
  ]),
  {
    backend: 'huawei',
    name: 'create',
    route: 'createTicket',
    field: 'createTicket',
    inputType: 'CreateTicketInput',
    prepare: () => ({
      backend: 'huawei',
      fields: { title: unique('Server unreachable'), typeId: typeId('huawei', HUAWEI_TYPE) },
    }),
  },
  onTicket('huawei', 'updateTicket', 'UpdateTicketInput')('update', 'addTicketLabels', (control) => [
    addTicket(control, { status: 1, label_ids: [] })['incident_id'],
    { fields: { tags: ['urgent'] } },
  ]),
  onTicket('huawei', 'deleteTicket', 'DeleteTicketInput')('delete', 'act', (control) => [
    addTicket(control, { status: 3 })['incident_id'],
    {},
  ]),
  onTicket('huawei', 'transitionTicket', 'TransitionTicketInput')('cancel', 'act', (control) => [
    addTicket(control, { status: 0 })['incident_id'],
    { transition: { cancel: { reason: 'No longer needed' } } },
  ]),
  onTicket('huawei', 'transitionTicket', 'TransitionTicketInput')('close', 'act', (control) => [
    addTicket(control, { status: 2 })['incident_id'],
    { transition: { close: { reason: 'Solved' } } },
  ]),
  onTicket('huawei', 'transitionTicket', 'TransitionTicketInput')('remind', 'act', (control) => [
    addTicket(control, { status: 1 })['incident_id'],
    { transition: { remind: { reason: 'Please hurry' } } },
  ]),
  onTicket('huawei', 'addComment', 'AddCommentInput')('comment', 'createMessage', (control) => [
    addTicket(control, { status: 1 })['incident_id'],
    { text: unique('Any news?') },
  ]),
  onTicket('outsourcing', 'updateTicket', 'UpdateTicketInput')('update', 'updateInProgressTicket', (control) => [
    inProgress(control),
    { fields: { voucherCode: `V${String((counter += 1)).padStart(5, '0')}` } },
  ]),
  onTicket('outsourcing', 'assignTicket', 'AssignTicketInput')('assign', 'updateInProgressTicket', (control) => [
    inProgress(control),
    { assigneeId: '0b2b5c0e-3e5c-4a2f-9f57-0d9a3a1c7c11' },
  ]),
  onTicket('outsourcing', 'transitionTicket', 'TransitionTicketInput')(
    'complete',
    'transitionInProgressTicket',
    (control) => [inProgress(control), { transition: { complete: {} } }],
  ),
  onTicket('outsourcing', 'transitionTicket', 'TransitionTicketInput')(
    'cancel',
    'transitionInProgressTicket',
    (control) => [inProgress(control), { transition: { cancel: { reasonId: manualCancelReason(control) } } }],
  ),
  onTicket('outsourcing', 'escalateTicket', 'EscalateTicketInput')(
    'outsource',
    'transitionInProgressTicket',
    (control) => [inProgress(control), outsourceInput(control)],
  ),
  onTicket('oneview', 'escalateTicket', 'EscalateTicketInput')('escalate', 'escalate', (control) => [
    addTicket(control)['id'],
    { targetId: 'corporate', reason: 'needs a decision' },
  ]),
];

const HUAWEI_TYPE = 'bt-usage';

function inProgress(control: EmulatorControl): unknown {
  return addTicket(control, {
    state: 'in_progress',
    operator_id: PROVIDER,
    vin: 'JH4KA7630PC007649',
    voucher_code: 'WQ4MM3',
  })['id'];
}

interface Catalogue {
  readonly providers: readonly string[];
  readonly products: readonly { readonly id: string; readonly type: string }[];
  readonly cancelReasons: readonly { readonly id: number; readonly manually_applicable: boolean }[];
}

function manualCancelReason(control: EmulatorControl): string {
  const { cancelReasons } = control.act('readCatalogue') as Catalogue;
  return String(cancelReasons.find((reason) => reason.manually_applicable)?.id ?? '');
}

function outsourceInput(control: EmulatorControl): Row {
  const { providers, products } = control.act('readCatalogue') as Catalogue;
  return { targetId: providers[0], productIds: [products.find(({ type }) => type === 'base')?.id] };
}
