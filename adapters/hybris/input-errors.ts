import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';

/** Where the caller wrote what the backend complains about: names of wire fields and paths in the input. */
export type InputPaths = ReadonlyMap<string, string>;

export const TICKET_INPUTS: InputPaths = new Map([
  ['shortDescription', 'fields.title'],
  ['type', 'fields.typeId'],
  ['priority', 'fields.priorityCode'],
  ['classification', 'fields.contactReasonCode'],
  ['productId', 'fields.productId'],
  ['customerId', 'fields.customerId'],
]);

export const TRANSITION_INPUTS: InputPaths = new Map([['status', 'kind']]);

export const LOG_INPUTS: InputPaths = new Map([
  ['interactionDescription', 'text'],
  ['interactionStartedAt', 'startedAt'],
  ['interactionEndedAt', 'endedAt'],
  ['communicationDirection', 'directionCode'],
  ['communicationOrigin', 'channelCode'],
  ['communicationMedium', 'mediumCode'],
  ['interactionReasons', 'reasonCodes'],
]);

export const COMMENT_INPUTS: InputPaths = new Map([['description', 'text']]);

/** Whatever the backend refused, with the field in the words of the caller. */
export function inWordsOfCaller(thrown: unknown, inputs: InputPaths): GatewayError {
  const error = toGatewayError(thrown);
  const { field, ...facts } = error.facts;
  if (field === undefined) return error;
  const input = inputs.get(field);
  if (input !== undefined) return new GatewayError(error.code, error.message, { ...facts, field: input });
  const isName = error.code === 'INVALID_INPUT' && /^[\w.]{1,64}$/.test(field);
  return new GatewayError(error.code, isName ? `The backend refused its field "${field}".` : error.message, facts);
}
