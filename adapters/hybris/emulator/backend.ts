import { createRandom, type Random } from '../../../src/emulation/random.ts';
import { createCollection, type Collection, type Entity } from './collection.ts';
import { createPubSub, type PubSub } from './pubsub.ts';
import { createSeed, type ChatTranscript, type Customer, type Product, type Seed } from './seed.ts';
import { createSwitches, type Switches } from './switches.ts';
import { createTokenStore, type TokenStore } from './tokens.ts';
import { isRecord, omit } from './values.ts';

export const CLIENT_ID = 'hG5bXq2LmN8sTtVw4Zr9';
export const CLIENT_SECRET = 'k3-Client-Secret-of-acmeshop';

/** The state of one emulated tenant. */
export interface Backend {
  readonly switches: Switches;
  readonly tokens: TokenStore;
  readonly pubsub: PubSub;
  readonly tickets: Collection;
  readonly logs: Collection;
  readonly customersById: Map<string, Customer>;
  readonly products: Map<string, Product>;
  readonly transcripts: ReadonlyMap<string, ChatTranscript>;
  readonly random: Random;
  /** The next human ticket number. */
  takeTicketNumber(): string;
}

/** Creates the state from the seed. */
export function createBackend(seed: number, ticketCount: number | undefined): { backend: Backend; data: Seed } {
  const data = createSeed(seed, ticketCount);
  let lastNumber = Math.max(...data.tickets.map((ticket) => Number(ticket.fields['ticketNumber'])));
  const backend: Backend = {
    switches: createSwitches(),
    tokens: createTokenStore(),
    pubsub: createPubSub(),
    tickets: createCollection(data.tickets),
    logs: createCollection(data.logs),
    customersById: new Map(data.customers.map((customer) => [customer.id, customer])),
    products: new Map(data.products.map((product) => [product.id, product])),
    transcripts: new Map(data.transcripts.map((transcript) => [transcript.id, transcript])),
    random: createRandom(seed + 1),
    takeTicketNumber() {
      lastNumber += 1;
      return String(lastNumber);
    },
  };
  return { backend, data };
}

/** Fields nobody can store: the service joins them on read (section 4). */
const TRANSIENT_TICKET_FIELDS = [
  'typeDescription',
  'statusDescription',
  'priorityDescription',
  'customerEmail',
  'customerTitle',
  'customerFirstName',
  'customerLastName',
  'productName',
];

/** True if `q` may not name this field of a ticket. */
export function isTransientTicketField(field: string): boolean {
  return TRANSIENT_TICKET_FIELDS.includes(field) || field === 'classification.description';
}

/** What of a sent ticket or log is kept: neither the id nor what the service sets or joins itself. */
export function persistedFields(sent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = omit(sent, ['id', 'metadata', ...TRANSIENT_TICKET_FIELDS]);
  const { classification, metadata } = sent;
  if (isRecord(classification)) fields['classification'] = omit(classification, ['description']);
  const keptMetadata = isRecord(metadata) ? omit(metadata, ['createdAt', 'modifiedAt', 'version']) : {};
  return Object.keys(keptMetadata).length === 0 ? fields : { ...fields, metadata: keptMetadata };
}

/** A new entity of version 1, written now. */
export function createWrittenEntity(backend: Backend, owner: string, fields: Record<string, unknown>): Entity {
  const now = Date.now();
  return {
    id: backend.random.hex(24),
    owner,
    fields,
    createdAt: now,
    modifiedAt: now,
    version: 1,
    versionAsText: false,
    visibleFrom: now + backend.switches.listLagMs,
    position: backend.random.below(2 ** 31),
  };
}

/** Stores other fields of a ticket: `version` rises by one per change, `modifiedAt` always rises. */
export function writeTicket(backend: Backend, ticket: Entity, fields: Record<string, unknown>): Entity {
  const modifiedAt = Math.max(Date.now(), ticket.modifiedAt + 1);
  const written = { ...ticket, fields, modifiedAt, version: ticket.version + 1 };
  backend.tickets.put(written);
  announce(backend, 'serviceticket-updated', written);
  return written;
}

/** Stores a new ticket. */
export function addTicket(backend: Backend, ticket: Entity): void {
  backend.tickets.put(ticket);
  announce(backend, 'serviceticket-created', ticket);
}

/** The payload's schema is unconfirmed: only id and version, which is all a reader may rely on (section 11). */
function announce(
  backend: Backend,
  eventType: 'serviceticket-created' | 'serviceticket-updated',
  ticket: Entity,
): void {
  backend.pubsub.publish(eventType, JSON.stringify({ id: ticket.id, version: ticket.version }));
}
