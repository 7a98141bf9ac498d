import type { Backend } from './backend.ts';
import { CLASSIFICATIONS, INTERACTION_LABELS, PRIORITIES, STATUSES, TICKET_TYPES } from './catalogue.ts';
import type { Entity } from './collection.ts';
import { rewriteDate, writeInstant } from './dates.ts';
import { localise, type LanguageWish } from './languages.ts';
import type { ChatTranscript } from './seed.ts';
import { isRecord } from './values.ts';

type Json = Record<string, unknown>;

/** A ticket as it goes over the wire: persisted fields plus those joined on read (section 4). */
export function renderTicket(backend: Backend, ticket: Entity, wish: LanguageWish): Json {
  const { fields } = ticket;
  const customer = backend.customersById.get(ticket.owner);
  const type = TICKET_TYPES.find((known) => known.type === fields['type']);
  const { classification, transcript, dueDate, productId } = fields;
  const product = typeof productId === 'string' ? backend.products.get(productId) : undefined;
  return {
    id: ticket.id,
    ...fields,
    typeDescription: localise(type?.description, wish),
    statusDescription: localise(STATUSES[String(fields['status'])], wish),
    ...('priority' in fields ? { priorityDescription: localise(PRIORITIES[String(fields['priority'])], wish) } : {}),
    ...(isRecord(classification)
      ? {
          classification: {
            ...classification,
            description: localise(CLASSIFICATIONS[String(classification['code'])], wish),
          },
        }
      : {}),
    ...(Array.isArray(transcript) ? { transcript: transcript.map((entry) => renderDates(backend, entry)) } : {}),
    ...(dueDate === undefined ? {} : { dueDate: rewriteDate(dueDate, backend.switches.dateForm) }),
    ...(customer === undefined
      ? {}
      : {
          customerEmail: customer.email,
          customerTitle: customer.title,
          customerFirstName: customer.firstName,
          customerLastName: customer.lastName,
        }),
    ...(product === undefined ? {} : { productName: localise(product.name, wish) }),
    metadata: renderMetadata(backend, ticket),
  };
}

/** An interaction log with its transient labels (section 4). */
export function renderLog(backend: Backend, log: Entity, wish: LanguageWish): Json {
  const rendered: Json = { id: log.id, ...log.fields };
  for (const name of ['communicationDirection', 'communicationOrigin', 'communicationMedium']) {
    if (name in rendered) rendered[`${name}Description`] = localise(INTERACTION_LABELS[String(rendered[name])], wish);
  }
  for (const name of ['interactionStartedAt', 'interactionEndedAt']) {
    if (name in rendered) rendered[name] = rewriteDate(rendered[name], backend.switches.dateForm);
  }
  const reasons = rendered['interactionReasons'];
  if (Array.isArray(reasons)) {
    rendered['interactionReasons'] = reasons.filter(isRecord).map((reason) => ({
      ...reason,
      description: localise(INTERACTION_LABELS[String(reason['interactionReason'])], wish),
    }));
  }
  rendered['metadata'] = renderMetadata(backend, log);
  return rendered;
}

/** A chat transcript (section 4). */
export function renderTranscript(backend: Backend, chat: ChatTranscript): Json {
  const { dateForm } = backend.switches;
  return {
    ...chat,
    startAt: writeInstant(chat.startAt, dateForm),
    endAt: writeInstant(chat.endAt, dateForm),
    transcript: chat.transcript.map((line) => ({ ...line, createdAt: writeInstant(line.createdAt, dateForm) })),
    metadata: {
      createdAt: writeInstant(chat.startAt, dateForm),
      modifiedAt: writeInstant(chat.endAt, dateForm),
      version: 1,
    },
  };
}

function renderMetadata(backend: Backend, entity: Entity): Json {
  const { dateForm, versionType } = backend.switches;
  const asText = versionType === 'text' || (versionType === 'mixed' && entity.versionAsText);
  const kept = entity.fields['metadata'];
  return {
    ...(isRecord(kept) ? kept : {}),
    createdAt: writeInstant(entity.createdAt, dateForm),
    modifiedAt: writeInstant(entity.modifiedAt, dateForm),
    version: asText ? String(entity.version) : entity.version,
  };
}

/** An entry of a ticket's transcript, with its dates in the form of the switch. */
function renderDates(backend: Backend, entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const { dateForm } = backend.switches;
  const { owner, createdAt } = entry;
  return {
    ...entry,
    createdAt: rewriteDate(createdAt, dateForm),
    ...(isRecord(owner) ? { owner: { ...owner, createdAt: rewriteDate(owner['createdAt'], dateForm) } } : {}),
  };
}
