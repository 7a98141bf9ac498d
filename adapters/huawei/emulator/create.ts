import { CATEGORIES, findEntry, PROBLEM_TYPES, REGIONS, SEVERITIES, SOURCE_ID, SUB_TYPES } from './catalog.ts';
import { addMessage, logOperation, OPERATION } from './conversation.ts';
import { useAccessories } from './accessories.ts';
import { blankTicket } from './data.ts';
import { BusinessError } from './errors.ts';
import { bodyText, isRecord, remindTime, requiredText, textList } from './input.ts';
import type { Backend, Call, Ticket } from './model.ts';
import { insertTicket } from './tickets.ts';
import { wholeSecond } from './times.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

/** The longest simple_description that create takes (answers have up to 2000 characters). */
const LONGEST_DESCRIPTION = 1_200;
const FAULT = '5';

/** POST /cases. Everything is checked before anything is kept. */
export function createTicket(backend: Backend, call: Call): Reply {
  const ticket = blankTicket(backend.ticketsByIndex.length, wholeSecond(Date.now()), backend.random);
  Object.assign(ticket, checkedFields(call), {
    xcustomer_id: call.user.id,
    xcustomer_name: call.user.name,
    hiddenReads: backend.switches.createLagReads,
  });
  ticket.ext_info = { ...ticket.ext_info, ...checkedContact(backend, call), commodity_id: '' };
  const accessories = useAccessories(backend, call, ticket, 'incident', textList(call.body, 'accessory_ids', 100));
  insertTicket(backend, ticket);
  ticket.operateLogs = [];
  logOperation(ticket, call.user, OPERATION.create, 'Submitted the ticket');
  addMessage(backend, ticket, {
    side: 0,
    content: ticket.simple_description,
    replier: call.user.id,
    replierName: call.user.name,
    accessories,
  });
  return { status: 200, body: { incident_id: ticket.incident_id } };
}

function checkedFields(call: Call): Partial<Ticket> {
  const { body } = call;
  const type = findEntry(PROBLEM_TYPES, requiredText(body, 'business_type_id', 512));
  if (type === undefined) throw new BusinessError('OSM.01010012');
  if (requiredText(body, 'source_id', 32) !== SOURCE_ID) throw new BusinessError('OSM.01010001', 'source_id');
  const region = bodyText(body, 'region_id', 64) ?? '';
  if (type.caseType === FAULT && region === '') throw new BusinessError('OSM.01010001', 'region_id');
  if (region !== '' && findEntry(REGIONS, region) === undefined) throw new BusinessError('OSM.01010001', 'region_id');
  const category = bodyText(body, 'product_category_id', 64) ?? '';
  if (category !== '' && findEntry(CATEGORIES, category) === undefined) {
    throw new BusinessError('OSM.01010001', 'product_category_id');
  }
  const subType = bodyText(body, 'incident_sub_type_id', 32) ?? '1';
  if (findEntry(SUB_TYPES, subType) === undefined) throw new BusinessError('OSM.01010012');
  const severity = bodyText(body, 'severity_id', 32) ?? '';
  if (severity !== '' && findEntry(SEVERITIES, severity) === undefined) throw new BusinessError('OSM.01010006');
  for (const name of ['extends_map', 'extension_map']) {
    if (body[name] !== undefined && !isRecord(body[name])) throw new BusinessError('OSM.01010001', name);
  }
  return {
    simple_description: requiredText(body, 'simple_description', LONGEST_DESCRIPTION),
    business_type_id: type.id,
    product_category_id: category,
    incident_sub_type_id: subType,
    region_id: region,
    severity_id: severity,
  };
}

function checkedContact(backend: Backend, call: Call): Record<string, string> {
  const contact = contactOf(call.body);
  const headers = call.request.headers;
  const phoneMissing = Boolean(contact['remind_mobile']) && headers['x-phone-verifiedid'] === undefined;
  const mailMissing = Boolean(contact['remind_mail']) && headers['x-email-verifiedid'] === undefined;
  if (backend.switches.verifyContacts && (phoneMissing || mailMissing)) throw new BusinessError('OSM.01010010');
  return contact;
}

/** The contact data that a body carries. @throws BusinessError OSM.01010001 */
export function contactOf(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const contact = {
    area_code: bodyText(body, 'area_code', 16),
    remind_mobile: bodyText(body, 'remind_mobile', 32),
    remind_mail: bodyText(body, 'remind_mail', 128),
    remind_time: remindTime(body),
  };
  return Object.fromEntries(
    Object.entries(contact).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
