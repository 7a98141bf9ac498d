import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters, type AdapterEntry } from '../../adapters/index.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import type { BackendInstance, Call } from '../../src/ticketing/adapter.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import { createCall } from '../support/call.ts';
import { connectToEmulator } from '../support/connect-to-emulator.ts';
import { testPrincipal } from '../support/principal.ts';
import { problemsOf, withDesk, CRM } from '../support/read-configuration.ts';

// Backends that are reached with the tokens of callers: nothing of one may answer another.

const crm = adapters.find(({ definition }) => definition.kind === 'crm') as AdapterEntry;
const connected: BackendInstance[] = [];
let emulator: RunningEmulator;

beforeAll(async () => {
  emulator = await crm.startEmulator({});
});
afterEach(async () => {
  emulator.control.reset();
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});
afterAll(() => emulator.stop());

function connect(settings: Readonly<Record<string, unknown>>): BackendInstance {
  const backend = connectToEmulator(crm, emulator, settings);
  connected.push(backend);
  return backend;
}

function callWith(token: string, contactId?: string): Call {
  return createCall({
    principal: testPrincipal({
      roles: ['CUSTOMER'],
      customerIds: contactId === undefined ? {} : { crm: contactId },
      backendTokens: { crm: new Secret(token) },
    }),
  });
}

function issue(email: string | undefined): string {
  return emulator.control.act('issueToken', { email }) as string;
}

describe('a backend with the token of each caller', () => {
  const credentials = (): Readonly<Record<string, string>> => emulator.credentials;

  test('shows each what their token shows, also when both ask at once', async () => {
    const { getTickets } = connect({ auth: { mode: 'passThrough' } }).operations;
    if (isUnsupported(getTickets)) throw new Error('It reads tickets.');
    const ids = emulator.samples.ticketIds.slice(0, 1);
    const [a, b] = await Promise.all(
      [issue(credentials()['email']), issue(credentials()['emailB'])].map((token) =>
        getTickets({ ids, fields: [] }, callWith(token)),
      ),
    );
    expect([a?.[0]?.state, b?.[0]?.state]).toEqual(['found', 'absent']);
  });

  test('writes comments in the name of the caller, never of the one before', async () => {
    const { createTicket, addComment } = connect({ auth: { mode: 'passThrough' } }).operations;
    if (isUnsupported(addComment) || isUnsupported(createTicket)) throw new Error('It takes comments.');
    const first = { ...callWith(issue(credentials()['email'])), startedAt: 0 };
    const fields = { title: 'A', description: 'A', typeId: 'Plan Enquiry' };
    const { nativeId } = await createTicket.apply({ fields }, first);
    // The ticket told whose it is; that says nothing of what the caller is here.
    await expect(addComment.apply({ ticketId: nativeId, text: 'x' }, first)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const known = { ...callWith(issue(credentials()['email']), credentials()['contactId']), startedAt: 0 };
    await expect(addComment.apply({ ticketId: nativeId, text: 'x' }, known)).resolves.toMatchObject({ entry: null });
  });

  test.each([
    ['no JWT', 'abc', /is no JWT/],
    ['one that has ended', `a.${Buffer.from('{"exp":1}').toString('base64url')}.c`, /has expired/],
  ])('does not send %s', async (_what, token, message) => {
    const { getTickets } = connect({ auth: { mode: 'passThrough' } }).operations;
    if (isUnsupported(getTickets)) throw new Error('It reads tickets.');
    await expect(getTickets({ ids: ['17x1'], fields: [] }, callWith(token))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(message) as unknown,
    });
    expect(emulator.control.counters()).toEqual({});
  });

  test('cannot have one customer for everybody', () => {
    expect(() => connect({ auth: { mode: 'passThrough' }, contactId: '1' })).toThrow(/"contactId" names one customer/);
  });
});

describe('an account of one customer', () => {
  const create = async (settings: Readonly<Record<string, unknown>>, customerId: string): Promise<unknown> => {
    const { createTicket } = connect(settings).operations;
    if (isUnsupported(createTicket)) throw new Error('It makes tickets.');
    const fields = { title: 'A', description: 'A', typeId: 'Plan Enquiry', customerId };
    expect(createTicket.check({ fields })).toEqual([]);
    return createTicket.apply({ fields }, { ...createCall(), startedAt: 0 });
  };

  test('makes tickets for that customer, under either spelling of the id, and for no other', async () => {
    await expect(create({}, emulator.credentials['contactId'] ?? '')).resolves.toMatchObject({ warnings: [] });
    await expect(create({}, `12x${emulator.credentials['contactId']}`)).resolves.toMatchObject({ warnings: [] });
    await expect(create({}, emulator.credentials['contactIdB'] ?? '')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      facts: { field: 'fields.customerId' },
    });
  });

  test('is open to nobody while it is not known whose it is', () => {
    const token = issue(emulator.credentials['email']);
    const { access } = connect({ auth: { mode: 'static', token } });
    expect(isUnsupported(access.customerScope)).toBe(true);
    expect(isUnsupported(connect({ auth: { mode: 'static', token }, contactId: '24218' }).access.customerScope)).toBe(
      false,
    );
  });
});

describe('the configuration', () => {
  const EXCHANGE =
    'How the gateway gets a token of this backend for each caller, with the token that the caller brought.';
  const withoutToken = withDesk().replace('    token: token-of-the-desk\n', '');

  test.each([
    ['needs the account under "service"', withoutToken, /^backends\[0\]\.token \(line \d+\) is missing\./],
    [
      'knows these ways alone',
      `${withoutToken}    credentials: magic\n`,
      /must be one of: service, passThrough, exchange/,
    ],
    [
      'wants to know how to exchange',
      `${withoutToken}    credentials: exchange\n`,
      new RegExp(`exchange \\(line \\d+\\) is missing. ${EXCHANGE}`),
    ],
    ['wants to know it for a mode as well', `${CRM}    auth: { mode: exchange }\n`, /exchange \(line \d+\) is missing/],
  ])('%s', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(problem)]);
  });

  test.each([
    ['the caller’s own', `${withoutToken}    credentials: passThrough\n`],
    [
      'one that is got',
      `${withoutToken}    credentials: exchange\n    exchange: { tokenUrl: https://login.example.com/token }\n`,
    ],
  ])('needs no token of the gateway’s own where there is %s', (_what, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('refuses callers’ tokens where the backend knows no callers', () => {
    const text = `backends:
  - id: partners
    kind: outsourcing
    baseUrl: https://a.example.com
    tokenUrl: https://a.example.com/token
    clientId: c
    clientSecret: s
    credentials: passThrough
`;
    expect(problemsOf(text)).toEqual([expect.stringContaining('"service" alone')]);
  });
});
