import type { EmulatorControl } from '../../src/emulation/emulator.ts';
import { encodeGlobalId, type GlobalIdType } from '../../src/ticketing/global-id.ts';
import { UPLOAD_CASES, type UploadCase } from '../support/upload-cases.ts';
import { WRITE_CASES, type WriteCase } from '../support/write-cases.ts';
import type { WritePlace } from './write-places.ts';

type Input = Readonly<Record<string, unknown>>;

/** The change of another test with something more in its input. */
function like(backend: string, name: string, more: (input: Input, control: EmulatorControl) => Input): WriteCase {
  const found = WRITE_CASES.find((write) => write.backend === backend && write.name === name);
  if (found === undefined) throw new Error(`There is no case "${name}" of ${backend}.`);
  return {
    ...found,
    prepare: (control) => {
      const input = found.prepare(control);
      return { ...input, ...more(input, control) };
    },
  };
}

/** The same change by `transitionTicket`, where it is a move of this name. */
function asTransition(move: string, backend: string, name: string): WriteCase {
  const found = like(backend, name, () => ({}));
  return {
    ...found,
    field: 'transitionTicket',
    inputType: 'TransitionTicketInput',
    prepare(control) {
      const { ticketId, ...input } = found.prepare(control);
      return { ticketId, transition: { [move]: input } };
    },
  };
}

function withFields(fields: Input): (input: Input) => Input {
  return (input) => ({ fields: { ...(input['fields'] as Input), ...fields } });
}

function custom(key: string, value: unknown): (input: Input) => Input {
  return withFields({ customFields: [{ key, value }] });
}

/** A change to a ticket that is made for it. */
function onNewTicket(
  backend: string,
  field: string,
  input: Input,
  { idField = 'id', ticket = {} }: { readonly idField?: string; readonly ticket?: Input } = {},
): WriteCase {
  return {
    backend,
    name: JSON.stringify(input),
    route: 'any',
    field,
    inputType: `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`,
    prepare(control) {
      const made = control.act('addTicket', ticket) as Input;
      return { ticketId: encodeGlobalId({ type: 'Ticket', backend, nativeId: String(made[idField]) }), ...input };
    },
  };
}

const HUAWEI = { idField: 'incident_id', ticket: { status: 1, label_ids: [] } };

/** Changes into which hostile values are put: those of the other tests, and more, so that more places are in use. */
export const HOSTILE_CASES: readonly (WriteCase | UploadCase)[] = [
  ...WRITE_CASES,
  ...UPLOAD_CASES,
  like('crm', 'create', custom('vouchertype', 'sample')),
  like('huawei', 'create', custom('project_id', 'sample')),
  like('huawei', 'create', custom('x-phone-verifiedid', 'sample')),
  like('huawei', 'create', custom('extends_map', { sample: 'sample' })),
  onNewTicket('huawei', 'updateTicket', { fields: { contact: { email: 'sample@example.org' } } }, HUAWEI),
  onNewTicket('huawei', 'transitionTicket', { transition: { confirm: {} } }, { ...HUAWEI, ticket: { status: 2 } }),
  onNewTicket('hybris', 'transitionTicket', { transition: { confirm: {} } }),
  onNewTicket('hybris', 'addComment', { text: 'sample' }),
  asTransition('outsource', 'outsourcing', 'outsource'),
  onNewTicket('oneview', 'updateTicket', { fields: { contactReasonCode: 'sample' } }),
  onNewTicket('oneview', 'updateTicket', {
    fields: { orderId: 'sample', customFields: [{ key: 'entityId', value: 'FP_SG' }] },
  }),
  onNewTicket('oneview', 'assignTicket', { assigneeId: 'sample', reason: 'sample' }),
  onNewTicket('oneview', 'transitionTicket', { transition: { close: {} } }),
  onNewTicket('oneview', 'transitionTicket', { transition: { transfer: { queueId: 'queue-2' } } }),
];

/** Values of the forms that backends ask for. Each can be told from everything else that a request holds. */
const MARKS: readonly string[] = [
  'Mark530953',
  'MARK5309',
  'WMARK530953095309',
  'd0c0ffee-5309-4530-9530-953095309530',
  '53095309',
  '5309530953',
  '530x5309',
  'TT-530953',
  'mark5309@example.org',
  '05:31-09:53',
  '2025-10-05T03:09:53.000Z',
];

let keys = 0;
/** Harmless values to try in a place. */
export function harmlessValues({ path }: WritePlace): readonly string[] {
  // A key is taken once.
  return path.at(-1) === 'idempotencyKey' ? [`harmless-${(keys += 1)}`] : MARKS;
}

/** How a value may stand in a place: as it is, and where an id is wanted as the native id within a global one. */
export function formsOf(place: WritePlace, backend: string, value: string): string[] {
  const type = idTypeOf(place);
  return type === null ? [value] : [encodeGlobalId({ type, backend, nativeId: value }), value];
}

function idTypeOf({ path }: WritePlace): GlobalIdType | null {
  const name = path.findLast((key) => key !== 0);
  if (name === 'ticketId' || name === 'relatedTicketIds') return 'Ticket';
  return name === 'typeId' ? 'TicketType' : null;
}
