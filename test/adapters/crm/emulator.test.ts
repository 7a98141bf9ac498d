import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../../adapters/crm/emulator.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';

interface Answer {
  readonly status: number;
  readonly response: { readonly success?: unknown; readonly result?: unknown };
}

const HEADERS: Readonly<Record<string, string>> = {
  correlationId: '123e4567-e89b-12d3-a456-426614174000',
  srDate: '11-09-2021',
  source: 'Selfcare',
  operation: 'any',
  destination: 'CRM',
};
const CREATE_BODY: Readonly<Record<string, string>> = {
  source: 'app',
  ticketstatus: 'Open',
  effectivedate: 'YYYY-MM-DD',
  ticketcategories: 'Plan change',
  ticket_title: 'Plan change',
  description: 'Plan change request for ',
  subcategory: 'sub1',
  status: 'New',
  category: 'cat1',
  vouchertype: '',
  voucheridformat: '',
  passwordpattern: '',
};
const SEED_RECORD =
  '{"ticket_no":"TT1130","assigned_user_id":"20x51","parent_id":"","ticketpriorities":"","product_id":"","ticketseverities":"","ticketstatus":"Open","ticketcategories":"Plan change","update_log":"","hours":"","days":"","createdtime":"2020-04-14 17:13:02","modifiedtime":"2020-04-14 17:13:02","modifiedby":"19x5","ticket_title":"Plan change","description":"Plan change request for ","solution":"","contact_id":"12x24218","from_portal":"0","effectivedate":"","subcategory":"0","source":"CRM","starred":"0","tags":"","cf_1518":"","cf_1520":"","cf_1522":"","cf_1524":"","cf_1526":"","internalmemo":"","vendorid":"","vouchertype":"","requiredprefix":"","rechargeinterfaces":"","voucheridformat":"","passwordpattern":"","currencyid":"","id":"17x55954","label":"Plan change"}';
const DOWNSTREAM = {
  statusCode: '500',
  errorCode: 'Downstream error',
  errorMessage: '- Not Able to connect with CRM.',
};

let crm: RunningEmulator;
let token: string;

beforeAll(async () => {
  crm = await startEmulator();
  token = await logIn(crm);
});
afterEach(() => crm.control.reset());
afterAll(() => crm.stop());

async function call(path: string, headers: Record<string, string>, body?: unknown, at = crm): Promise<Answer> {
  const response = await fetch(`${at.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, response: ((await response.json()) as { response: Answer['response'] }).response };
}

async function logIn(at: RunningEmulator, email = 'ravi@example.test', password = 'secret'): Promise<string> {
  const answer = await call('/crm/v1/login', { ...HEADERS, type: 'numbers' }, { email, password, source: 'app' }, at);
  return (answer.response.result as { accessToken: string }).accessToken;
}

function details(headers: Record<string, string> = { ...HEADERS, token }, at = crm): Promise<Answer> {
  return call('/crm/v1/ticket/details', headers, undefined, at);
}

async function rows(headers?: Record<string, string>, at?: RunningEmulator): Promise<Record<string, string>[]> {
  return (await details(headers, at)).response.result as Record<string, string>[];
}

function argumentsOf(answer: Answer): unknown {
  return (answer.response.result as { arguments: unknown }).arguments;
}

function without(values: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
}

describe('headers and tokens', () => {
  test.each(Object.keys(HEADERS))('a request without %s gets the 400 triple', async (name) => {
    const answer = await details(without({ ...HEADERS, token }, name));
    expect(answer.status).toBe(400);
    expect(answer.response.success).toBe('false');
    expect(argumentsOf(answer)).toEqual({
      statusCode: '400',
      errorCode: '400 BAD_REQUEST',
      errorMessage: `Header '${name}' not present in the request.`,
    });
  });

  test('headers are checked before the token, the token before the body; a switch reverses the first two', async () => {
    const noSource = without(HEADERS, 'source');
    const wrongToken = { ...noSource, token: 'string' };
    expect(argumentsOf(await details(wrongToken))).toMatchObject({ errorCode: '400 BAD_REQUEST' });
    crm.control.setSwitches({ checkOrder: 'tokenFirst' });
    expect(argumentsOf(await details(wrongToken))).toMatchObject({ errorCode: 'INVALID_TOKEN' });
    crm.control.reset();
    const create = await call('/crm/v1/ticket', { ...HEADERS, token: 'string' }, {});
    expect(argumentsOf(create)).toMatchObject({ errorCode: 'INVALID_TOKEN' });
  });

  test('header names are case-insensitive, an empty value passes unless strict', async () => {
    const headers = { ...without(HEADERS, 'source'), SOURCE: '', token };
    expect((await details(headers)).status).toBe(200);
    crm.control.setSwitches({ strictHeaders: true });
    expect((await details(headers)).status).toBe(400);
    expect((await details({ ...HEADERS, token, operation: 'create' })).status).toBe(400);
    expect((await details({ ...HEADERS, token, operation: 'ticketDetail' })).status).toBe(200);
    expect((await details({ ...HEADERS, token, operation: 'ticketDetail', srDate: 'today' })).status).toBe(400);
  });

  test('a token that is no JWT, forged or expired is INVALID_TOKEN with 401', async () => {
    const malformed = await details({ ...HEADERS, token: 'string' });
    expect(malformed.status).toBe(401);
    expect(argumentsOf(malformed)).toEqual({
      statusCode: '401',
      errorCode: 'INVALID_TOKEN',
      errorMessage: 'JWT strings must contain exactly 2 period characters. Found: 0',
    });
    expect(argumentsOf(await details(HEADERS))).toMatchObject({ errorCode: '400 BAD_REQUEST' });
    const [header, claims] = token.split('.');
    expect((await details({ ...HEADERS, token: `${header}.${claims}.AAAA` })).status).toBe(401);
    const expired = crm.control.act('issueToken', { lifetimeSeconds: -1 }) as string;
    expect((await details({ ...HEADERS, token: expired })).status).toBe(401);
  });

  test('the login answers a JWT with sub, jti, iat, exp and the bare contact id', async () => {
    const headers = { ...HEADERS, type: 'numbers' };
    const body = { email: 'ravi@example.test', password: 'secret', source: 'app' };
    const { result } = (await call('/crm/v1/login', headers, body)).response;
    expect(result).toMatchObject({ contactId: '24218', accountId: '11936', email: 'ravi@example.test' });
    const payload = (result as { accessToken: string }).accessToken.split('.')[1] ?? '';
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, number>;
    expect(Object.keys(claims)).toEqual(['sub', 'jti', 'iat', 'exp']);
    expect((claims['exp'] ?? 0) - (claims['iat'] ?? 0)).toBe(2_572_200);
    const wrong = await call('/crm/v1/login', headers, { ...body, password: 'no' });
    expect(wrong.status).toBe(400);
    expect(argumentsOf(wrong)).toMatchObject({
      errorCode: 'BAD_REQUEST',
      errorMessage: 'Invalid username/password',
    });
    expect((await call('/crm/v1/login', HEADERS, body)).status).toBe(400);
  });

  test('expireTokens refuses every token given out so far, a new login works', async () => {
    crm.control.act('expireTokens');
    expect(argumentsOf(await details())).toMatchObject({ statusCode: '401', errorCode: 'INVALID_TOKEN' });
    token = await logIn(crm);
    expect((await details()).status).toBe(200);
  });
});

describe('reading', () => {
  test('details gives the seed rows to the letter, with and without the context path', async () => {
    const own = await rows();
    expect(JSON.stringify(own[0])).toBe(
      '{"ticket_no":"TT1524","ticketstatus":"Open","description":"ctg hjhg","createdtime":"2020-02-14 18:19:47","ticketcategories":"Request","id":"17x95784"}',
    );
    expect(JSON.stringify(own.find(({ id }) => id === '17x82089'))).toBe(
      '{"ticket_no":"TT990","ticketstatus":"Open","description":"mobile test","createdtime":"2019-09-13 20:15:40","ticketcategories":"Request","id":"17x82089"}',
    );
    const prefixed = await call('/csmart-crmservices/crm/v1/ticket/details', { ...HEADERS, token });
    expect(prefixed.response.result).toEqual(own);
    expect(own.map(({ id }) => id)).toEqual(expect.arrayContaining([...crm.samples.ticketIds]));
    expect(own.map(({ id }) => id)).not.toContain(crm.samples.absentTicketId);
  });

  test('customer A has the odd rows, B has 300 tickets, C none', async () => {
    const own = await rows();
    const statuses = own.map(({ ticketstatus }) => ticketstatus);
    expect(statuses).toEqual(expect.arrayContaining(['In Progress', 'Wait For Response', 'Closed', 'On Vacation', '']));
    expect(own.some(({ description }) => description?.length === 40_960)).toBe(true);
    expect(own.at(-1)?.['createdtime']).toBe('');
    const ofB = await rows({ ...HEADERS, token: await logIn(crm, 'meera@example.test', 'secret-b') });
    expect(ofB).toHaveLength(300);
    expect(new Set(ofB.map(({ id }) => id)).size).toBe(300);
    const headersOfC = { ...HEADERS, token: await logIn(crm, 'arun@example.test', 'secret-c') };
    expect(await rows(headersOfC)).toEqual([]);
    crm.control.setSwitches({ emptyResult: 'missing' });
    expect((await details(headersOfC)).response).toEqual({ success: 'true' });
  });

  test('issues gives the two texts of the seed', async () => {
    const answer = await call('/crm/v1/ticket/issues', { ...HEADERS, token });
    expect(answer.response).toEqual({
      success: 'true',
      result: { code: '00000', issueTypes: ['General Enquiry', 'Plan Enquiry'] },
    });
  });

  test('the same seed gives the same data, also with 10,000 tickets', async () => {
    const [one, other] = await Promise.all([startEmulator({ tickets: 10_000 }), startEmulator({ tickets: 10_000 })]);
    const [ofOne, ofOther] = await Promise.all(
      [one, other].map(async (at) => rows({ ...HEADERS, token: await logIn(at) }, at)),
    );
    expect(ofOne).toHaveLength(10_015);
    expect(ofOne).toEqual(ofOther);
    await Promise.all([one.stop(), other.stop()]);
  });
});

describe('writing', () => {
  test('create answers all 39 fields in the shape of the seed, no echo, and the ticket is listed', async () => {
    const answer = await call('/crm/v1/ticket', { ...HEADERS, token }, CREATE_BODY);
    const record = answer.response.result as Record<string, string>;
    const sample = JSON.parse(SEED_RECORD) as Record<string, string>;
    expect(Object.keys(record)).toEqual(Object.keys(sample));
    const { id, ticket_no, createdtime, modifiedtime } = record;
    expect(record).toEqual({ ...sample, id, ticket_no, createdtime, modifiedtime });
    expect(modifiedtime).toBe(createdtime);
    expect(id).toBe('17x95785');
    expect(ticket_no).toBe('TT2301');
    expect(createdtime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(Math.abs(Date.parse(`${createdtime?.replace(' ', 'T')}Z`) - Date.now())).toBeLessThan(60_000);
    expect((await rows())[0]).toMatchObject({ id: id ?? '', description: CREATE_BODY['description'] });
  });

  test('body keys count in any spelling, must all be there, and only title and status be filled', async () => {
    const { ticket_title: title = '', ...others } = CREATE_BODY;
    const spelling = { ...others, tickettitle: title, effectivedate: '2026-02-29', Source: '' };
    expect((await call('/crm/v1/ticket', { ...HEADERS, token }, spelling)).status).toBe(200);
    for (const body of [others, { ...CREATE_BODY, ticket_title: '' }]) {
      const answer = await call('/crm/v1/ticket', { ...HEADERS, token }, body);
      expect(argumentsOf(answer)).toEqual({
        statusCode: '400',
        errorCode: 'BAD_REQUEST',
        errorMessage: "Attribute 'ticket_title' not found in request.",
      });
    }
  });

  test('a social create needs no token and is nobody’s, unless the switch takes the optional token', async () => {
    const count = (await rows()).length;
    const { result } = (await call('/crm/v1/social/ticket', HEADERS, CREATE_BODY)).response;
    expect(result).toMatchObject({ contact_id: '', ticketstatus: 'Open' });
    expect(await rows()).toHaveLength(count);
    crm.control.setSwitches({ socialOwner: 'token' });
    const owned = await call('/crm/v1/social/ticket', { ...HEADERS, token }, CREATE_BODY);
    expect(owned.response.result).toMatchObject({ contact_id: '12x24218' });
    expect(await rows()).toHaveLength(count + 1);
  });

  test('a comment takes all four forms of ticketNo, is kept, and an unknown ticket is 400', async () => {
    const headers = { ...HEADERS, token };
    for (const ticketNo of ['TT1524', '1524', '95784', '17x95784']) {
      const answer = await call('/crm/v1/ticket/comment', headers, { ticketNo, comment: 'é\nb', contactId: '24218' });
      expect(answer.response).toEqual({ success: 'true', result: { message: 'Comments submitted successfully' } });
    }
    expect(crm.control.act('comments', { id: '17x95784' })).toHaveLength(4);
    expect(crm.control.act('comments')).toContainEqual(
      expect.objectContaining({ ticketNo: '1524', comment: 'é\nb', contactId: '24218' }),
    );
    const body = { ticketNo: '95784', comment: 'testing', contactId: '12x24218' };
    expect((await call('/crm/v1/ticket/comment', headers, { ...body, ticketNo: '1' })).status).toBe(400);
    crm.control.setSwitches({ commentTicketNo: 'ticketNo' });
    expect((await call('/crm/v1/ticket/comment', headers, body)).status).toBe(400);
    crm.control.setSwitches({ commentTicketNo: 'recordId', requireDataHeader: true });
    expect((await call('/crm/v1/ticket/comment', headers, body)).status).toBe(400);
    expect((await call('/crm/v1/ticket/comment', { ...headers, data: 'testing' }, body)).status).toBe(200);
  });
});

describe('switches and actions', () => {
  test('Downstream error comes before or after the work, and is over after its count', async () => {
    const count = (await rows()).length;
    crm.control.setSwitches({ downstreamErrorTimes: 1 });
    const before = await call('/crm/v1/ticket', { ...HEADERS, token }, CREATE_BODY);
    expect([before.status, argumentsOf(before)]).toEqual([500, DOWNSTREAM]);
    expect(await rows()).toHaveLength(count);
    crm.control.setSwitches({ downstreamErrorTimes: 1, downstreamErrorAfterWork: true });
    expect((await call('/crm/v1/ticket', { ...HEADERS, token }, CREATE_BODY)).status).toBe(500);
    expect(await rows()).toHaveLength(count + 1);
  });

  test.each([
    [{ successForm: 'word' }, 'SUCCESS', 'FAILED'],
    [{ successForm: 'boolean' }, true, false],
  ])('%j changes how success is told, always200 hides the status', async (switches, good, bad) => {
    crm.control.setSwitches({ ...switches, httpStatus: 'always200' });
    expect((await details()).response.success).toBe(good);
    const refused = await details(HEADERS);
    expect([refused.status, refused.response.success]).toEqual([200, bad]);
  });

  test('success can stand inside result, errors can have the siblings’ shape, and a token be refused once', async () => {
    crm.control.setSwitches({ successForm: 'inResult', errorShape: 'message', refuseTokenTimes: 1 });
    const refused = await details();
    expect(refused.status).toBe(401);
    expect(refused.response.result).toMatchObject({ success: 'false', errorCode: 401 });
    expect((await details()).status).toBe(200);
  });

  test('the list can be padded, doubled, shuffled and dressed with unknown keys', async () => {
    const plain = await rows();
    crm.control.setSwitches({ padDetailsTo: 5_001 });
    expect(await rows()).toHaveLength(5_001);
    crm.control.reset();
    crm.control.setSwitches({
      duplicateId: true,
      detailsOrder: 'shuffled',
      unknownKeys: true,
      memberOrder: 'shuffled',
    });
    const odd = await rows();
    expect(odd).toHaveLength(plain.length + 1);
    expect(new Set(odd.map(({ id }) => id)).size).toBe(plain.length);
    expect(odd.map(({ id }) => id).slice(0, plain.length)).not.toEqual(plain.map(({ id }) => id));
    expect(odd.every((row) => Object.keys(row).length === 7)).toBe(true);
  });

  test('tickets can be changed, added, renamed in status, removed and cleared from within', async () => {
    crm.control.act('changeTicket', { id: '17x82089', ticketstatus: 'Wait For Response' });
    expect((await rows()).find(({ id }) => id === '17x82089')?.['ticketstatus']).toBe('Wait For Response');
    const { id } = crm.control.act('addTicket', { description: 'by staff' }) as { id: string };
    expect((await rows())[0]).toMatchObject({ id, description: 'by staff' });
    expect(crm.control.act('renameStatus', { from: 'On Vacation', to: 'Parked' })).toBe(1);
    expect((await rows()).map(({ ticketstatus }) => ticketstatus)).toContain('Parked');
    expect(crm.control.act('removeTicket', { id })).toBe(true);
    expect((await rows()).map((row) => row['id'])).not.toContain(id);
    expect(() => crm.control.act('changeTicket', { id })).toThrow('There is no ticket');
    crm.control.act('clearTickets', { email: 'ravi@example.test' });
    expect(await rows()).toEqual([]);
  });

  test('times of writes are in the zone of the switch', () => {
    crm.control.setSwitches({ zone: 'Asia/Kolkata' });
    const { createdtime } = crm.control.act('addTicket') as { createdtime: string };
    const instant = Date.parse(`${createdtime.replace(' ', 'T')}+05:30`);
    expect(Math.abs(instant - Date.now())).toBeLessThan(60_000);
  });
});
