import { GatewayError } from '../ticketing/errors.ts';

/** An answer of a backend, read to its end and within the size cap. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined with a comma and a space. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The media type without its parameters, in lower case; empty if none was sent. */
export function mediaType(response: Pick<HttpResponse, 'headers'>): string {
  return (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * The body as JSON if it can be read so, whatever its media type says; undefined if not. Whole numbers that a double
 * cannot hold come as text with their exact digits. For error bodies; a success is read with `readJson`.
 */
export function readLenientJson(response: HttpResponse): unknown {
  const text = response.body.toString('utf8');
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, keepLargeIntegers) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keepLargeIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLossy = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '');
  return isLossy ? context?.source : value;
}

/**
 * The body of a successful answer.
 * @throws GatewayError BACKEND_BAD_RESPONSE if it is empty, not declared as JSON, or no JSON
 */
export function readJson(response: HttpResponse): unknown {
  if (response.body.length === 0) throw badResponse('an empty body');
  const type = mediaType(response);
  if (type !== 'application/json' && !type.endsWith('+json'))
    throw badResponse(`the media type "${type}" instead of JSON`);
  const value = readLenientJson(response);
  if (value === undefined) throw badResponse('a body that is no JSON');
  return value;
}

/** A success that cannot be understood. */
export function badResponse(what: string): GatewayError {
  return new GatewayError('BACKEND_BAD_RESPONSE', 'The backend answered something that cannot be understood.', {
    detail: `The answer has ${what}.`,
    mayHaveArrived: true,
  });
}
