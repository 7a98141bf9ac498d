import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import { readJson, readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { Problem } from '../../src/upstream/problem.ts';
import type { OneviewSettings } from './settings.ts';
import { fillTemplate } from './template.ts';
import {
  checkContactReasons,
  checkDepartments,
  checkHistory,
  checkTicket,
  type OneviewContactReasons,
  type OneviewDepartment,
  type OneviewHistory,
  type OneviewTicket,
} from './wire.ts';

/**
 * The address of a read that the blueprint does not document, as the operator gave it.
 * ASSUMPTION: it answers the structure that the blueprint has for it.
 */
export interface ReadOperation {
  readonly method: 'GET';
  readonly path: string;
}

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
}

export function createOneviewClient(settings: OneviewSettings, kit: AdapterKit): OneviewClient {
  const http = kit.openHttp({ baseUrl: settings.baseUrl, readProblem });
  const authorize = createAuthorize(settings);

  // Reads carry no X-Agent-User-ID: the blueprint asks for it when escalating only.
  async function get(operation: string, target: string, call: Call): Promise<unknown> {
    return readJson(await http.send({ operation, method: 'GET', path: target, authorize }, call));
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
  };
}

/**
 * Where a call's credential comes from: the one configured token, for every caller.
 * ASSUMPTION: it is static, as no call that renews it is documented. So there is nothing to forget when it is refused; the
 * one repeat is sent all the same.
 */
function createAuthorize(settings: OneviewSettings): Authorize {
  // The blueprint's sample has the scheme in lower case; its case does not count in HTTP.
  const headers = { authorization: `Bearer ${settings.token.reveal()}` };
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
