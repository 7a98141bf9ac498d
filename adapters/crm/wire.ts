import { Type, type Static } from 'typebox';
import { createWireCheck } from '../../src/upstream/wire-check.ts';

// The API's own spelling. Its values are all text; null and numbers are tolerated, unknown keys are kept. A row without an
// id is no reason to refuse the others, so the id is not demanded here (see own-tickets.ts).
const text = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]));

const CrmTicketSummarySchema = Type.Object({
  id: text,
  ticket_no: text,
  ticketstatus: text,
  description: text,
  createdtime: text,
  ticketcategories: text,
});

const CrmTicketRecordSchema = Type.Object({
  ...CrmTicketSummarySchema.properties,
  ticket_title: text,
  label: text,
  ticketpriorities: text,
  ticketseverities: text,
  subcategory: text,
  modifiedtime: text,
  assigned_user_id: text,
  contact_id: text,
  parent_id: text,
  product_id: text,
  vendorid: text,
  source: text,
  from_portal: text,
  tags: text,
});

const CrmIssueTypesSchema = Type.Object({
  code: text,
  issueTypes: Type.Array(Type.String()),
});

const CrmLoginSchema = Type.Object({
  accessToken: Type.String({ minLength: 1 }),
  contactId: text,
});

/** A ticket as the list has it: six fields. */
export type CrmTicketSummary = Static<typeof CrmTicketSummarySchema>;
/** A ticket as the answer to its creation has it: 39 fields, of which the ones without a place in the model are not named here. */
export type CrmTicketRecord = Static<typeof CrmTicketRecordSchema>;
/** The body of a creation. All twelve are mandatory; the order and the spelling are those of the API's samples. */
export interface CrmTicketCreation {
  readonly source: string;
  readonly ticketstatus: string;
  readonly effectivedate: string;
  readonly ticketcategories: string;
  readonly ticket_title: string;
  readonly description: string;
  readonly subcategory: string;
  readonly status: string;
  readonly category: string;
  readonly vouchertype: string;
  readonly voucheridformat: string;
  readonly passwordpattern: string;
}
/** The body of a comment. */
export interface CrmComment {
  readonly ticketNo: string;
  readonly comment: string;
  readonly contactId: string;
}
export type CrmIssueTypes = Static<typeof CrmIssueTypesSchema>;
export type CrmLogin = Static<typeof CrmLoginSchema>;

export const checkTicketList = createWireCheck(Type.Array(CrmTicketSummarySchema));
export const checkTicketRecord = createWireCheck(CrmTicketRecordSchema);
export const checkIssueTypes = createWireCheck(CrmIssueTypesSchema);
export const checkLogin = createWireCheck(CrmLoginSchema);
