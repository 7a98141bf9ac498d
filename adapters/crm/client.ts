import type { Call } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import { path } from '../../src/upstream/path.ts';
import type { Secret } from '../../src/ticketing/secret.ts';
import { readEnvelope, readProblem } from './envelope.ts';
import { withKnownOutcome } from './write-outcome.ts';
import type { CrmOperation, MakeHeaders } from './headers.ts';
import type { CrmSettings } from './settings.ts';
import {
  checkIssueTypes,
  checkLogin,
  checkTicketList,
  checkTicketRecord,
  type CrmComment,
  type CrmIssueTypes,
  type CrmLogin,
  type CrmTicketCreation,
  type CrmTicketRecord,
  type CrmTicketSummary,
} from './wire.ts';

/** One function per endpoint of the CRM's ticket services. */
export interface CrmClient {
  /** `GET /crm/v1/ticket/details`: all tickets of the customer whom the token belongs to. */
  getTicketDetails(call: Call): Promise<CrmTicketSummary[]>;
  /** `GET /crm/v1/ticket/issues`: the ticket types, the same for all customers. */
  getIssueTypes(call: Call): Promise<CrmIssueTypes>;
  /** `POST /crm/v1/ticket`: the answer is the record that was made, not an echo of the body. */
  createTicket(body: CrmTicketCreation, call: Call): Promise<CrmTicketRecord>;
  /** `POST /crm/v1/social/ticket`: the same for a ticket from social media; without the token unless that is configured. */
  createSocialTicket(body: CrmTicketCreation, call: Call): Promise<CrmTicketRecord>;
  /** `POST /crm/v1/ticket/comment`. @param data value of the header `data`; null leaves it out */
  addTicketComment(body: CrmComment, data: string | null, call: Call): Promise<void>;
}

/** A request that changes something. */
interface Change {
  readonly operation: CrmOperation;
  /** Name in the circuit breaker, in metrics and in logs. */
  readonly name: string;
  readonly path: string;
  readonly body: CrmTicketCreation | CrmComment;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isWithoutToken?: boolean;
}

/** `POST /crm/v1/login` */
export type Login = (email: string, password: Secret, call: Call) => Promise<CrmLogin>;

export function createCrmClient(
  settings: Pick<CrmSettings, 'baseUrl' | 'sendTokenOnSocial'>,
  makeHeaders: MakeHeaders,
  authorize: Authorize,
  kit: Pick<AdapterKit, 'openHttp' | 'log'>,
): CrmClient {
  const http = kit.openHttp({ baseUrl: settings.baseUrl, readProblem });

  /**
   * The result inside the envelope. The headers that differ with each call travel beside the token: what is among the
   * headers of a request tells it from others, and equal reads that are under way at once are to share one call.
   */
  async function get(operation: CrmOperation, resource: string, call: Call): Promise<unknown> {
    const { fixed, ofThisCall } = makeHeaders(operation);
    let isSent = false;
    const authorizeThisCall: Authorize = async (current) => {
      const credential = await authorize(current);
      isSent = true;
      return { ...credential, headers: { ...credential.headers, ...ofThisCall } };
    };
    try {
      const response = await http.send(
        {
          operation,
          method: 'GET',
          path: path`/crm/v1/ticket/${resource}`,
          headers: fixed,
          authorize: authorizeThisCall,
        },
        call,
      );
      return readEnvelope(response).result;
    } catch (error) {
      if (isSent) logFailure(kit, operation, ofThisCall.correlationId, error, call);
      throw error;
    }
  }

  /** The result inside the envelope. Such requests are never shared, so all their headers may travel together. */
  async function post({ operation, name, path: target, body, headers, isWithoutToken }: Change, call: Call) {
    const { fixed, ofThisCall } = makeHeaders(operation);
    const request = {
      operation: name,
      method: 'POST',
      path: target,
      headers: { ...fixed, ...ofThisCall, ...headers },
      json: body,
      ...(isWithoutToken === true ? {} : { authorize }),
    } as const;
    try {
      return await withKnownOutcome(call, async (watched) => readEnvelope(await http.send(request, watched)).result);
    } catch (error) {
      const { isPreview, isUnauthorized } = toGatewayError(error).facts;
      if (isPreview !== true && isUnauthorized !== true) {
        logFailure(kit, operation, ofThisCall.correlationId, error, call);
      }
      throw error;
    }
  }

  return {
    getTicketDetails: async (call) => checkTicketList(toList(await get('ticketDetail', 'details', call))),
    async getIssueTypes(call) {
      const answer = checkIssueTypes(await get('issueTypes', 'issues', call));
      if (answer.code !== '00000') kit.log.warn('The issue types came with an unexpected code; they are used anyway.');
      return answer;
    },
    async createTicket(body, call) {
      return checkTicketRecord(
        await post({ operation: 'create', name: 'create', path: path`/crm/v1/ticket`, body }, call),
      );
    },
    async createSocialTicket(body, call) {
      const target = path`/crm/v1/social/ticket`;
      const isWithoutToken = !settings.sendTokenOnSocial;
      return checkTicketRecord(
        await post({ operation: 'create', name: 'createSocial', path: target, body, isWithoutToken }, call),
      );
    },
    async addTicketComment(body, data, call) {
      const operation = 'addTicketComment';
      const headers = data === null ? {} : { data };
      await post({ operation, name: operation, path: path`/crm/v1/ticket/comment`, body, headers }, call);
    },
  };
}

/** Signing in has sockets of its own: it happens while another call waits for its result. */
export function createLogin(
  settings: Pick<CrmSettings, 'baseUrl'>,
  makeHeaders: MakeHeaders,
  kit: Pick<AdapterKit, 'openHttp' | 'log'>,
): Login {
  const http = kit.openHttp({ baseUrl: settings.baseUrl, readProblem });
  return async (email, password, call) => {
    const { fixed, ofThisCall } = makeHeaders('customerLogin');
    try {
      const response = await http.send(
        {
          operation: 'customerLogin',
          method: 'POST',
          path: path`/crm/v1/login`,
          // ASSUMPTION: "numbers", the only value that the vendor's sample shows for this mandatory header.
          headers: { ...fixed, ...ofThisCall, type: 'numbers' },
          json: { email, password: password.reveal(), source: 'app' },
          isSafe: true,
        },
        call,
      );
      return checkLogin(readEnvelope(response).result);
    } catch (error) {
      logFailure(kit, 'customerLogin', ofThisCall.correlationId, error, call);
      throw error;
    }
  };
}

/** Says which `correlationId` the CRM's people have to look for. */
function logFailure(
  kit: Pick<AdapterKit, 'log'>,
  operation: CrmOperation,
  correlationId: string,
  thrown: unknown,
  call: Call,
): void {
  const { code, facts } = toGatewayError(thrown);
  if (facts.cancelled === true || facts.circuitOpen === true) return;
  kit.log.warn('A call to the CRM failed.', {
    operation,
    code,
    correlationId,
    gatewayCorrelationId: call.correlationId,
  });
}

/**
 * ASSUMPTION: a customer without tickets is answered with an empty list, null, an empty text or object, or nothing, and
 * one with a single ticket perhaps with that ticket alone.
 */
function toList(result: unknown): unknown {
  if (result === undefined || result === null || result === '') return [];
  if (typeof result !== 'object' || Array.isArray(result)) return result;
  return Object.keys(result).length === 0 ? [] : [result];
}
