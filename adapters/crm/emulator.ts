import type { EmulatorOptions, EmulatorRequest, Route, RunningEmulator } from '../../src/emulation/emulator.ts';
import { startEmulatorServer } from '../../src/emulation/emulator-server.ts';
import type { Reply } from '../../src/emulation/fault.ts';
import { createRandom, type Random } from '../../src/emulation/random.ts';
import { createActions, type CrmState } from './emulator/actions.ts';
import {
  addComment,
  createTicket,
  customerOf,
  listIssueTypes,
  listTickets,
  logIn,
  type Outcome,
} from './emulator/calls.ts';
import { findFailure, type CallRules } from './emulator/checks.ts';
import { ABSENT_TICKET_ID, CUSTOMER_A, CUSTOMER_B, CUSTOMER_C, pageTicketIds, seedTickets } from './emulator/data.ts';
import { DOWNSTREAM_FAILURE, replyWithFailure, replyWithResult } from './emulator/envelope.ts';
import { createStore } from './emulator/store.ts';
import { createSwitches } from './emulator/switches.ts';
import { createTokenIssuer } from './emulator/token.ts';

const DEFAULT_SEED = 1;
/** The context path of the product; whether an installation has it is a matter of its base URL (section 1). */
const PREFIXES = ['', '/csmart-crmservices'];
const CREATE_ATTRIBUTES = [
  'source',
  'ticketstatus',
  'effectivedate',
  'ticketcategories',
  'ticket_title',
  'description',
  'subcategory',
  'status',
  'category',
  'vouchertype',
  'voucheridformat',
  'passwordpattern',
];
const NO_RULES = { token: 'required', moreHeaders: [], attributes: [], filledAttributes: [] } as const;

/** One of the six calls of the page. */
interface Call {
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly rules: () => CallRules;
  /** False for the login, which the middleware answers itself. */
  readonly needsCrm: boolean;
  readonly work: (request: EmulatorRequest) => Outcome;
}

/** Starts an emulated CRM: ticket services and login of the middleware, with a small CRM behind them. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const random = createRandom(options.seed ?? DEFAULT_SEED);
  const tokens = createTokenIssuer(random.hex(64));
  const store = createStore(seedTickets(random, options.tickets ?? 0));
  const state: CrmState = { store, comments: [], tokens, switches: createSwitches() };
  const server = await startEmulatorServer(
    {
      name: 'crm',
      routes: createCalls(state, random).flatMap((call) => toRoutes(state, call)),
      unmatched: (request) => ({
        status: 404,
        body: { status: 404, error: 'Not Found', message: 'No message available', path: request.path },
      }),
      switches: state.switches,
      actions: createActions(state),
    },
    options,
  );
  return {
    name: 'crm',
    url: server.url,
    control: server.control,
    samples: {
      ticketIds: pageTicketIds(),
      absentTicketId: ABSENT_TICKET_ID,
      change: { id: pageTicketIds()[0], ticketstatus: 'Wait For Response' },
      customerId: CUSTOMER_A.contactId,
    },
    credentials: {
      email: CUSTOMER_A.email,
      password: CUSTOMER_A.password,
      contactId: CUSTOMER_A.contactId,
      emailB: CUSTOMER_B.email,
      passwordB: CUSTOMER_B.password,
      contactIdB: CUSTOMER_B.contactId,
      emailC: CUSTOMER_C.email,
      passwordC: CUSTOMER_C.password,
      contactIdC: CUSTOMER_C.contactId,
    },
    stop: server.stop,
  };
}

function createCalls(state: CrmState, random: Random): Call[] {
  const { switches } = state;
  const creation = { attributes: CREATE_ATTRIBUTES, filledAttributes: ['ticket_title', 'ticketstatus'] };
  return [
    {
      label: 'ticketDetails',
      method: 'GET',
      path: '/crm/v1/ticket/details',
      rules: () => ({ ...NO_RULES, operation: 'ticketDetail' }),
      needsCrm: true,
      work: (request) => listTickets(state, request, random),
    },
    {
      label: 'issueTypes',
      method: 'GET',
      path: '/crm/v1/ticket/issues',
      rules: () => ({ ...NO_RULES, operation: 'issueTypes' }),
      needsCrm: true,
      work: () => listIssueTypes(state),
    },
    {
      label: 'createTicket',
      method: 'POST',
      path: '/crm/v1/ticket',
      rules: () => ({ ...NO_RULES, ...creation, operation: 'create' }),
      needsCrm: true,
      work: (request) => createTicket(state, request, customerOf(state, request), random),
    },
    {
      label: 'createSocialTicket',
      method: 'POST',
      path: '/crm/v1/social/ticket',
      // Lists no token (section 14 #3).
      rules: () => ({
        ...NO_RULES,
        ...creation,
        operation: 'create',
        token: switches.socialOwner === 'token' ? 'optional' : 'ignored',
      }),
      needsCrm: true,
      work: (request) => {
        const owner = switches.socialOwner === 'token' ? customerOf(state, request) : undefined;
        return createTicket(state, request, owner, random);
      },
    },
    {
      label: 'addComment',
      method: 'POST',
      path: '/crm/v1/ticket/comment',
      rules: () => ({
        ...NO_RULES,
        operation: 'addTicketComment',
        moreHeaders: switches.requireDataHeader ? ['data'] : [],
        attributes: ['ticketNo', 'comment', 'contactId'],
      }),
      needsCrm: true,
      work: (request) => addComment(state, request),
    },
    {
      label: 'login',
      method: 'POST',
      path: '/crm/v1/login',
      rules: () => ({
        ...NO_RULES,
        operation: 'customerLogin',
        token: 'ignored',
        moreHeaders: ['type'],
        attributes: ['email', 'password', 'source'],
      }),
      needsCrm: false,
      work: (request) => logIn(state, request),
    },
  ];
}

function toRoutes(state: CrmState, call: Call): Route[] {
  return PREFIXES.map((prefix) => ({
    label: call.label,
    method: call.method,
    path: `${prefix}${call.path}`,
    handle: (request) => answer(state, call, request),
  }));
}

/** The order of section 15: headers, token, body, and only then the CRM behind. */
function answer(state: CrmState, call: Call, request: EmulatorRequest): Reply {
  const { switches } = state;
  const refusal = findFailure(request, call.rules(), switches, state.tokens);
  if (refusal !== undefined) return replyWithFailure(refusal, switches);
  if (call.needsCrm && switches.downstreamErrorTimes > 0) {
    switches.downstreamErrorTimes -= 1;
    if (switches.downstreamErrorAfterWork) call.work(request);
    return replyWithFailure(DOWNSTREAM_FAILURE, switches);
  }
  const outcome = call.work(request);
  return 'failure' in outcome ? replyWithFailure(outcome.failure, switches) : replyWithResult(outcome.result, switches);
}
