import { HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import { ERROR_TABLE, type GatewayError } from '../ticketing/errors.ts';
import { refusalBody } from './error-format.ts';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/** The refusal of a whole request from within Apollo Server, with the HTTP status that the error stands for. */
export function toHttpError(error: GatewayError): GraphQLError {
  const http: HTTPGraphQLHead = {
    status: ERROR_TABLE[error.code].httpStatus,
    headers: new HeaderMap(Object.entries(refusalHeaders(error))),
  };
  // Not every package that speaks of this extension means the same by it: this is Apollo Server's.
  const extensions: Record<string, unknown> = { http };
  return new GraphQLError(error.message, { originalError: error, extensions });
}

/**
 * Refuses a whole GraphQL request before Apollo Server sees it.
 * @param status the one that the error stands for if left out
 */
export function sendRefusal(
  reply: FastifyReply,
  error: GatewayError,
  status: number = ERROR_TABLE[error.code].httpStatus,
): FastifyReply {
  const accepted = reply.request.headers.accept ?? '';
  const type = accepted.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json';
  return reply
    .status(status)
    .headers({ ...refusalHeaders(error) })
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify(refusalBody(error)));
}

/** When to come again; HTTP speaks of whole seconds. */
export function refusalHeaders({ facts }: GatewayError): Readonly<Record<string, string>> {
  return facts.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(facts.retryAfterMs / 1_000)) };
}
