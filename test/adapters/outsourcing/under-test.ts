import { readFileSync } from 'node:fs';
import { afterEach } from '@jest/globals';
import { outsourcing } from '../../../adapters/outsourcing/index.ts';
import type { BackendInstance, GetTicketsRequest, ListPage } from '../../../src/ticketing/adapter.ts';
import { GatewayError } from '../../../src/ticketing/errors.ts';
import type { TicketFilter } from '../../../src/ticketing/filter.ts';
import type { Lookup } from '../../../src/ticketing/lookup.ts';
import type { NativeTicket } from '../../../src/ticketing/ticket.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { WriteCall } from '../../../src/ticketing/write.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';

export const HOST = 'https://partner-api.test';
export const GENERIC = '/v2/tickets/tickets';
export const IN_PROGRESS = '/v2/tickets/in-progress-tickets';
export const OUTSOURCED = '/v2/tickets/outsourced-tickets';
export const JSON_TYPE = { 'content-type': 'application/json' };
export const PROBLEM_TYPE = { 'content-type': 'application/problem+json' };
/** The id of the documented ticket. */
export const ID = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
export const ORDER = { field: 'createdAt', direction: 'DESC' } as const;

const connected: BackendInstance[] = [];
/** What the adapter told the operator in the test that runs. */
export const warnings: string[] = [];

afterEach(async () => {
  warnings.length = 0;
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

/** The adapter with the settings of an installation. */
export function connect(
  settings: Readonly<Record<string, unknown>> = {},
  options: { readonly clock?: () => number } = {},
): BackendInstance {
  const backend = connectAdapter(
    outsourcing,
    {
      baseUrl: HOST,
      tokenUrl: `${HOST}/oauth2/token`,
      clientId: 'client-of-the-provider',
      clientSecret: new Secret('secret of the provider'),
      mostRetries: 0,
      ...settings,
    },
    { ...options, log: { info() {}, warn: (message, facts) => warnings.push(`${message} ${JSON.stringify(facts)}`) } },
  );
  connected.push(backend);
  return backend;
}

type Operations = BackendInstance['operations'];

/** An operation that the backend must have. */
export function operation<Name extends keyof Operations>(
  backend: BackendInstance,
  name: Name,
): Exclude<Operations[Name], { readonly unsupported: string }> {
  const found = backend.operations[name];
  if (isUnsupported(found)) throw new Error(`${name} is unsupported`);
  return found as never;
}

export function getTickets(
  backend: BackendInstance,
  ids: readonly string[],
  fields: GetTicketsRequest['fields'] = [],
): Promise<Lookup<NativeTicket>[]> {
  return operation(backend, 'getTickets')({ ids, fields }, createCall());
}

/** A call that changes something, begun now. */
export function createWriteCall(overrides: Partial<WriteCall> = {}): WriteCall {
  return { ...createCall(), startedAt: Date.now(), ...overrides };
}

/** Walks the lanes to their end, as the gateway does. */
export async function walk(backend: BackendInstance, filter: TicketFilter = {}): Promise<ListPage[]> {
  const list = operation(backend, 'listTickets');
  const pages: ListPage[] = [];
  for (const lane of list.plan({ filter, order: ORDER }).lanes) {
    let continuation: unknown = null;
    do {
      const page = await list.readPage(
        { filter, order: ORDER, lane, from: '2020-01-01T00:00:00.000Z', limit: 5, continuation, wantsTotal: true },
        createCall(),
      );
      pages.push(page);
      ({ continuation } = page);
    } while (continuation !== null);
  }
  return pages;
}

/** A documented sample, as the documentation has it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../adapters/outsourcing/fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** The n-th id of a ticket that stands in no sample. */
export function idOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** A ticket as the generic resource has it, with the fields that the tests look at. */
export function genericRow(id: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id,
    state: 'closed',
    created_at: '2019-08-24T14:15:22Z',
    updated_at: '2019-08-24T16:00:00Z',
    ticket_number: 1,
    vin: null,
    ...more,
  };
}

/** A page of a list. */
export function listBody(
  result: readonly object[],
  total: number,
  query: object = { limit: 1_000, offset: 0 },
): Record<string, unknown> {
  return { query, result, total };
}

/** The documented ticket as an object. */
export function sampleTicket(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...(JSON.parse(fixture('in-progress-ticket')) as object), ...more };
}

/** The error that a promise must reject with. */
export async function errorOf(promise: Promise<unknown>): Promise<GatewayError> {
  try {
    throw new Error(`answered ${JSON.stringify(await promise)}`);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}
