import { nock } from '../../support/nock.ts';
import type { WriteCall } from '../../../src/ticketing/write.ts';
import { createCall } from '../../support/call.ts';
import { sampleId } from './samples.ts';
import { HOST, MASHUP, NOW } from './under-test.ts';

export { rejectionOf, write } from './operations.ts';

/** "5833e4...3501": the ticket that most tests write to. */
export const FIRST = sampleId(1);
export const TICKETS = `${MASHUP}/serviceTickets`;
export const TICKET = `${TICKETS}/${FIRST}`;
export const LOGS = `${MASHUP}/interactionLogs`;

export const AS_CUSTOMER = {
  accept: 'application/json',
  'accept-language': 'en',
  authorization: 'Bearer customer-token',
  'hybris-request-id': '7f3d2c1e-0000-4000-8000-000000000001',
};

export function writeCall(overrides: Partial<WriteCall> = {}): WriteCall {
  return { ...createCall(), startedAt: NOW, ...overrides };
}

/** One request as it was sent, without what HTTP itself adds. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const OF_HTTP: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'accept-encoding']);

/** Answers once and keeps what was sent. */
export function keep(interceptor: nock.Interceptor, into: Sent[], status: number, body: nock.Body = ''): void {
  interceptor.reply(async (request: Request) => {
    const headers = Object.fromEntries([...request.headers].filter(([name]) => !OF_HTTP.has(name)));
    const text = await request.text();
    into.push({ headers, body: text === '' ? null : JSON.parse(text) });
    return [status, body];
  });
}

export function host(): nock.Scope {
  return nock(HOST);
}
