import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { admit, baseOf, ownerToWrite, refuseForeign } from './audience.ts';
import { createWrittenEntity, persistedFields, writeTicket, type Backend } from './backend.ts';
import { readInstant } from './dates.ts';
import { readLanguageWish } from './languages.ts';
import { locationOf, replyWithPage } from './paging.ts';
import { readBody, throughProxy } from './proxy.ts';
import { notFound, violation } from './refusal.ts';
import { renderLog, renderTranscript } from './rendering.ts';
import { findTicket } from './tickets.ts';
import { isRecord, readText } from './values.ts';

const LOG_SCOPE = 'hybris.interactionlog_manage';

/** Interaction logs, chat transcripts and conversations: calls 8 to 10 and s1 of section 3. */
export function createContactRoutes(backend: Backend): Route[] {
  const mashup = baseOf('customer');
  const routes: Route[] = [
    // The service behind says `interactionLog`; both are accepted (section 14, 4).
    ...['interactionLogs', 'interactionLog'].flatMap((name) => [
      {
        label: 'listInteractionLogs',
        method: 'GET',
        path: `${mashup}/${name}`,
        handle: (request: EmulatorRequest) => listLogs(backend, request),
      },
      {
        label: 'createInteractionLog',
        method: 'POST',
        path: `${mashup}/${name}`,
        handle: (request: EmulatorRequest) => createLog(backend, request),
      },
    ]),
    {
      label: 'getChatTranscript',
      method: 'GET',
      path: `${mashup}/chatTranscripts/:id`,
      handle: (request) => readTranscript(backend, request),
    },
    {
      label: 'createConversation',
      method: 'POST',
      path: `${baseOf('agent')}/serviceTickets/:id/conversations`,
      handle: (request) => createConversation(backend, request),
    },
  ];
  return routes.map((route) => ({ ...route, handle: throughProxy(backend, route.handle) }));
}

function listLogs(backend: Backend, request: EmulatorRequest): Reply {
  const { owner } = admit(backend, request, 'customer', LOG_SCOPE);
  const wish = readLanguageWish(request);
  return replyWithPage(backend, request, backend.logs, owner, (log) => renderLog(backend, log, wish));
}

function createLog(backend: Backend, request: EmulatorRequest): Reply {
  const caller = admit(backend, request, 'customer', LOG_SCOPE);
  const body = readBody(request);
  const customerId = readText(body['customerId']);
  // The seed: "The customerId of the interaction log is required".
  if (customerId === undefined) throw violation('missing_field', 'customerId', 'customerId is required.');
  ownerToWrite(caller, customerId);
  for (const field of ['interactionStartedAt', 'interactionEndedAt']) {
    const date = body[field];
    if (date !== undefined && date !== null && (typeof date !== 'string' || readInstant(date) === undefined)) {
      throw violation('invalid_field', field, `${field} is no date.`);
    }
  }
  const log = createWrittenEntity(backend, customerId, persistedFields(body));
  backend.logs.put(log);
  const location = locationOf(backend, request, log.id);
  const answers = {
    full: () => renderLog(backend, log, readLanguageWish(request)),
    id: () => ({ id: log.id }),
    idAndLink: () => ({ id: log.id, link: location }),
  };
  return { status: 201, headers: { Location: location }, body: answers[backend.switches.postAnswer]() };
}

function readTranscript(backend: Backend, request: EmulatorRequest): Reply {
  const { owner } = admit(backend, request, 'customer', 'hybris.interactionrecording_view');
  const id = request.params['id'] ?? '';
  const chat = backend.transcripts.get(id);
  if (chat === undefined) throw notFound('Chat transcript', id);
  if (owner !== undefined && !chat.chatterIds.includes(owner)) throw refuseForeign(backend, 'Chat transcript', id);
  return { status: 200, body: renderTranscript(backend, chat) };
}

/** A message in the ticket's transcript (s1). */
function createConversation(backend: Backend, request: EmulatorRequest): Reply {
  const caller = admit(backend, request, 'agent', 'hybris.serviceticket_manage');
  const ticket = findTicket(backend, request, caller);
  const body = readBody(request);
  const description = readText(body['description']);
  if (description === undefined) throw violation('missing_field', 'description', 'description is required.');
  const createdAt = new Date().toISOString();
  const entry = {
    description,
    visibility: readText(body['visibility']) ?? 'PUBLIC',
    createdAt,
    ...(isRecord(body['owner']) ? { owner: { ...body['owner'], createdAt } } : {}),
  };
  const { transcript } = ticket.fields;
  const entries: readonly unknown[] = Array.isArray(transcript) ? transcript : [];
  writeTicket(backend, ticket, { ...ticket.fields, transcript: [...entries, entry] });
  const id = String(entries.length + 1);
  return { status: 201, headers: { Location: locationOf(backend, request, id) }, body: { id } };
}
