import { Type, type Static, type TObject } from 'typebox';
import { CALLER_SETTINGS } from '../../src/upstream/caller-settings.ts';
import { secretSetting } from '../../src/upstream/settings.ts';

/** Printable ASCII that may stand in a path or a query as it is; braces are for placeholders, "#" never reaches a server. */
const LITERAL = '[!"$-z|~]';

/** Path, and query if there is one, of a call: every name in `required` must stand in it, those in `optional` may. */
function templatePath(description: string, required: readonly string[], optional: readonly string[] = []) {
  const needed = required.map((name) => `(?=.*\\{${name}\\})`).join('');
  const allowed = [...required, ...optional].map((name) => `|\\{${name}\\}`).join('');
  return Type.String({ maxLength: 1_000, pattern: `^${needed}/(?!/)(?:${LITERAL}${allowed})*$`, description });
}

function readOperation(description: string, required: readonly string[], optional: readonly string[] = []) {
  const method = Type.Literal('GET', { default: 'GET', description: 'Reads are sent as GET.' });
  const path = templatePath('Path below baseUrl, and its query if it has one.', required, optional);
  return Type.Optional(Type.Object({ method, path }, { additionalProperties: false, description }));
}

function writeOperation(description: string, required: readonly string[]) {
  const method = Type.Union([Type.Literal('POST'), Type.Literal('PUT'), Type.Literal('PATCH')], {
    description: 'The HTTP method.',
  });
  const path = templatePath('Path below baseUrl, and its query if it has one.', required);
  return Type.Optional(Type.Object({ method, path }, { additionalProperties: false, description }));
}

/** What an operator can set for this kind, beside the common settings. */
export const ONEVIEW_SETTINGS = {
  baseUrl: Type.String({
    pattern: '^https?://[^\\s?#]+$',
    description: 'Address of the API with its path part, e.g. https://api.pd-oneview.net/ticket-detail.',
  }),
  token: Type.Optional(secretSetting('Bearer token of the gateway. No call that issues or renews one is documented.')),
  ...CALLER_SETTINGS,
  ticketTypes: Type.Optional(
    Type.Array(
      Type.Object(
        {
          code: Type.String({ minLength: 1, description: 'Value of "type" in a ticket, e.g. chat.' }),
          label: Type.Optional(Type.String({ minLength: 1, description: 'Words for people; the code if left out.' })),
        },
        { additionalProperties: false },
      ),
      { description: 'The ticket types in use: the API has no call that lists them.' },
    ),
  ),
  departmentField: Type.Union([Type.Literal('id'), Type.Literal('label')], {
    default: 'id',
    description: 'What names the department when a ticket is escalated: its id or its label.',
  }),
  historyPageSize: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 50,
    description: 'How many tickets to ask for in one page of operations.history. At most 20 such pages are read.',
  }),
  operations: Type.Object(
    {
      getTicket: readOperation('Reads one ticket. Placeholder: {ticketID}.', ['ticketID']),
      history: readOperation(
        'Reads one page of tickets. Placeholders: {page} (counted from 1), {pageSize}, {customerId}.',
        ['page'],
        ['pageSize', 'customerId'],
      ),
      ccrList: readOperation('Reads the tree of contact reasons, which gives their codes words.', []),
      queues: readOperation('Reads the queues that tickets can be moved to.', []),
      update: writeOperation('Changes contact reason and order of a ticket. Placeholder: {ticketID}.', ['ticketID']),
      reassign: writeOperation('Gives a ticket to another agent. Placeholder: {ticketID}.', ['ticketID']),
      close: writeOperation('Closes a ticket. Placeholder: {ticketID}.', ['ticketID']),
      transfer: writeOperation('Moves a ticket to another queue. Placeholder: {ticketID}.', ['ticketID']),
    },
    {
      additionalProperties: false,
      default: {},
      description: 'Calls that the API has without documenting where. Each is off until its address is given here.',
    },
  ),
};

export type OneviewSettings = Static<TObject<typeof ONEVIEW_SETTINGS>>;
