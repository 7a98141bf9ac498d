import type { FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { toGatewayError } from '../ticketing/errors.ts';
import { sendRefusal } from './http-refusal.ts';
import { persistedHashOf, type TrustedDocuments } from './trusted-documents.ts';

/** Puts the document that a request names in the place where Apollo Server looks for one, or refuses the request. */
export function documentHook(documents: TrustedDocuments): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    const parameters = parametersOf(request);
    if (parameters === null) return undefined;
    try {
      const document = documents.resolve(parameters);
      if (document !== null && document !== parameters['query']) replace(request, parameters, document);
      return undefined;
    } catch (error) {
      return refuse(reply, error);
    }
  };
}

/** @throws unexpected ones, which are for the server's own handler */
function refuse(reply: FastifyReply, thrown: unknown): FastifyReply {
  const error = toGatewayError(thrown);
  if (error.code === 'INTERNAL') throw error;
  return sendRefusal(reply, error);
}

/** What a request says, with `extensions` read where they come as text; null if it is nothing to read. */
function parametersOf({ method, body, query }: FastifyRequest): Record<string, unknown> | null {
  const parameters = method === 'GET' ? query : body;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return null;
  const { extensions, ...others } = parameters as Record<string, unknown>;
  return { ...others, extensions: typeof extensions === 'string' ? readExtensions(extensions) : extensions };
}

/** What cannot be read is refused by Apollo Server. */
function readExtensions(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function replace(request: FastifyRequest, parameters: Readonly<Record<string, unknown>>, document: string): void {
  const { documentId: _documentId, extensions, ...others } = parameters;
  const kept = persistedHashOf(extensions) === null ? extensions : undefined;
  if (request.method !== 'GET') {
    request.body = { ...others, query: document, ...(kept === undefined ? {} : { extensions: kept }) };
    return;
  }
  const [path = ''] = (request.raw.url ?? '').split('?', 1);
  const search = new URLSearchParams((request.raw.url ?? '').slice(path.length));
  search.delete('documentId');
  if (kept === undefined) search.delete('extensions');
  search.set('query', document);
  // Apollo Server reads the parameters from the address.
  request.raw.url = `${path}?${search.toString()}`;
  (request.query as Record<string, unknown>)['query'] = document;
}
