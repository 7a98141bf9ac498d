import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import { authorizeCaller, createCallerTokens } from '../../src/upstream/caller-credential.ts';
import { needed } from '../../src/upstream/caller-settings.ts';
import { toHeaderValue } from '../../src/upstream/header-value.ts';
import { readJson, readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { Problem } from '../../src/upstream/problem.ts';
import type { OneviewSettings } from './settings.ts';
import { fillTemplate } from './template.ts';
import {
  checkContactReasons,
  checkDepartments,
  checkHistory,
  checkQueues,
  checkTicket,
  type OneviewClosing,
  type OneviewContactReasons,
  type OneviewDepartment,
  type OneviewEscalation,
  type OneviewHistory,
  type OneviewQueue,
  type OneviewReassignment,
  type OneviewTicket,
  type OneviewTransfer,
  type OneviewUpdate,
} from './wire.ts';

/**
 * The address of a read that the blueprint does not document, as the operator gave it.
 * ASSUMPTION: it answers the structure that the blueprint has for it.
 */
export interface ReadOperation {
  readonly method: 'GET';
  readonly path: string;
}

/** The address of a write that the blueprint does not document. ASSUMPTION: it takes the structure that is there for it. */
export interface WriteOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
}

/** A write by its name, its address and the body that its structure says. */
export type ConfiguredWrite = { readonly operation: WriteOperation } & (
  | { readonly name: 'close'; readonly body: OneviewClosing }
  | { readonly name: 'reassign'; readonly body: OneviewReassignment }
  | { readonly name: 'transfer'; readonly body: OneviewTransfer }
  | { readonly name: 'update'; readonly body: OneviewUpdate }
);

export interface HistoryParameters {
  /** Counted from 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly customerId?: string;
}

/** One function per endpoint of the ticket detail API; those with a template are called at the operator's word. */
export interface OneviewClient {
  /** `GET /v2/escalation/departments` */
  listDepartments(call: Call): Promise<OneviewDepartment[]>;
  /** The configured `operations.getTicket`. */
  getTicket(operation: ReadOperation, id: string, call: Call): Promise<OneviewTicket>;
  /** The configured `operations.history`. */
  readHistory(operation: ReadOperation, parameters: HistoryParameters, call: Call): Promise<OneviewHistory>;
  /** The configured `operations.ccrList`. */
  readContactReasons(operation: ReadOperation, call: Call): Promise<OneviewContactReasons>;
  /** The configured `operations.queues`. */
  readQueues(operation: ReadOperation, call: Call): Promise<OneviewQueue[]>;
  /**
   * `POST /v2/tickets/{ticketID}/escalate`
   * @param agent e-mail address of the acting agent
   * @returns the ticket; null if the answer is empty, which is a success as well
   */
  escalate(id: string, body: OneviewEscalation, agent: string, call: Call): Promise<OneviewTicket | null>;
  /** A configured write. @returns the ticket; null if the answer is empty or other JSON */
  change(id: string, write: ConfiguredWrite, agent: string, call: Call): Promise<OneviewTicket | null>;
}

export function createOneviewClient(settings: OneviewSettings, kit: AdapterKit): OneviewClient {
  const http = kit.openHttp({ baseUrl: settings.baseUrl, readProblem });
  const authorize = createAuthorize(settings, kit);

  // Reads carry no X-Agent-User-ID: the blueprint asks for it when escalating only.
  async function get(operation: string, target: string, call: Call): Promise<unknown> {
    return readJson(await http.send({ operation, method: 'GET', path: target, authorize }, call));
  }

  interface Change {
    readonly operation: string;
    readonly method: WriteOperation['method'];
    readonly path: string;
    readonly body: unknown;
  }

  async function send({ operation, method, path: target, body }: Change, agent: string, call: Call) {
    const headers = { 'x-agent-user-id': toHeaderValue(agent) };
    return http.send({ operation, method, path: target, json: body, headers, authorize }, call);
  }

  return {
    async listDepartments(call) {
      const answer = checkDepartments(await get('listDepartments', path`/v2/escalation/departments`, call));
      return Array.isArray(answer) ? answer : answer.list;
    },
    async getTicket(operation, id, call) {
      const values = new Map([['ticketID', id]]);
      return checkTicket(await get('getTicket', fillTemplate(operation.path, values), call));
    },
    async readHistory(operation, { page, pageSize, customerId }, call) {
      const values = new Map([
        ['page', String(page)],
        ['pageSize', String(pageSize)],
        ...(customerId === undefined ? [] : [['customerId', customerId] as const]),
      ]);
      return checkHistory(await get('readHistory', fillTemplate(operation.path, values), call));
    },
    async readContactReasons(operation, call) {
      return checkContactReasons(await get('readContactReasons', fillTemplate(operation.path, new Map()), call));
    },
    async readQueues(operation, call) {
      return checkQueues(await get('readQueues', fillTemplate(operation.path, new Map()), call)).list;
    },
    async escalate(id, body, agent, call) {
      const target = path`/v2/tickets/${id}/escalate`;
      const response = await send({ operation: 'escalate', method: 'POST', path: target, body }, agent, call);
      if (response.body.length === 0) return null;
      const answer = readJson(response);
      try {
        return checkTicket(answer);
      } catch (error) {
        throw toAcceptedError(error);
      }
    },
    async change(id, { name, operation, body }, agent, call) {
      const target = fillTemplate(operation.path, new Map([['ticketID', id]]));
      const response = await send({ operation: name, method: operation.method, path: target, body }, agent, call);
      return response.body.length === 0 ? null : readOptionalTicket(readJson(response));
    },
  };
}

/** The status says that it was done, the body not what came of it. */
function toAcceptedError(error: unknown): GatewayError {
  return new GatewayError(
    'BACKEND_BAD_RESPONSE',
    'The backend accepted the escalation, but what it answered about the ticket cannot be understood.',
    { ...toGatewayError(error).facts, mayHaveArrived: true },
  );
}

/** ASSUMPTION: a configured write that answers JSON of another shape was done as well. */
function readOptionalTicket(answer: unknown): OneviewTicket | null {
  try {
    return checkTicket(answer);
  } catch {
    return null;
  }
}

/**
 * Where a call's credential comes from: the one configured token for every caller, or each caller's own.
 * ASSUMPTION: it is static, as no call that renews it is documented. So there is nothing to forget when it is refused; the
 * one repeat is sent all the same.
 */
function createAuthorize({ credentials, token, exchange }: OneviewSettings, kit: AdapterKit): Authorize {
  // The blueprint's sample has the scheme in lower case; its case does not count in HTTP.
  const toHeaders = (value: string): Record<string, string> => ({ authorization: `Bearer ${value}` });
  if (credentials !== 'service') return authorizeCaller(createCallerTokens(credentials, exchange, kit), toHeaders);
  const headers = toHeaders(needed(token, 'token', credentials).reveal());
  return async () => ({ headers, refused: () => {} });
}

/** The HTTP status counts. The titles of `{"errors":[{status, title}]}` only repeat it, so they go to the log. */
export function readProblem(response: HttpResponse): Problem | null {
  if (response.status >= 200 && response.status < 300) return null;
  if (response.status >= 300 && response.status < 400) {
    return { code: 'BACKEND_BAD_RESPONSE', detail: `redirect ${response.status}` };
  }
  const errors = readErrors(readLenientJson(response));
  const titles = errors.flatMap(({ title }) => (typeof title === 'string' ? [title] : []));
  // Documented as text, but a number says the same.
  const status = errors
    .flatMap((error) =>
      typeof error.status === 'string' || typeof error.status === 'number' ? [`${error.status}`] : [],
    )
    .find((value) => /^\d{3}$/.test(value));
  return {
    ...(titles.length === 0 ? {} : { detail: titles.join('; ') }),
    ...(status === undefined ? {} : { backendCode: status }),
  };
}

interface ErrorObject {
  readonly status?: unknown;
  readonly title?: unknown;
}

function readErrors(body: unknown): readonly ErrorObject[] {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return [];
  return body.errors.filter((error: unknown): error is ErrorObject => typeof error === 'object' && error !== null);
}
