import { finished, Readable } from 'node:stream';
import { errors, Pool, request as sendRequest, type Dispatcher } from 'undici';
import { GatewayError } from '../ticketing/errors.ts';
import { interruptionOf } from '../ticketing/interruption.ts';
import type { HttpResponse } from './http-response.ts';
import { createTurns } from '../store/turns.ts';

/** One request, ready for the wire. */
export interface ExchangeRequest {
  readonly method: string;
  /** Path and query, already encoded, below the base URL. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is made anew for each attempt; its length stands in the headers. */
  readonly body?: string | Buffer | (() => Readable);
}

/** An answer whose body is still to come. It must be read to its end or destroyed: until then it holds a socket. */
export interface OpenResponse {
  readonly status: number;
  /** As in an HttpResponse. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

export interface ExchangeOptions {
  /** Everything before the paths of the backend's API, e.g. `https://host/api`. No trailing slash. */
  readonly baseUrl: string;
  /** How many requests may be under way at once: one socket each. */
  readonly concurrency: number;
  /** How many may wait for a socket; one more is refused. */
  readonly mostQueued: number;
  /** How long one attempt may take, in milliseconds, from when it has a socket's turn to the end of the body. */
  readonly attemptTimeoutMs: number;
  /** The largest body that is read, in bytes. */
  readonly mostBodyBytes: number;
}

/** One backend address with its own sockets, so that a stuck backend takes none of another's. */
export interface Exchange {
  /**
   * Sends one request once and reads the whole answer. Never follows a redirect.
   * @throws GatewayError BACKEND_TIMEOUT, BACKEND_UNAVAILABLE or BACKEND_BAD_RESPONSE, with `mayHaveArrived`
   */
  send(request: ExchangeRequest, signal: AbortSignal): Promise<HttpResponse>;
  /**
   * Sends one request once and answers as soon as the headers have come, within the time for an attempt. From then on the
   * body may take as long as it likes, but no pause in it longer than that time, and ends with the signal.
   * @throws GatewayError as `send`
   */
  open(request: ExchangeRequest, signal: AbortSignal): Promise<OpenResponse>;
  /** How many requests have a turn at present, and how many wait for one. */
  load(): { readonly underWay: number; readonly waiting: number };
  close(): Promise<void>;
}

/** Opens an exchange with the origin of a base URL. */
export function openExchange(options: ExchangeOptions): Exchange {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname === '/' ? '' : base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, {
    connections: options.concurrency,
    pipelining: 1,
    connect: { timeout: options.attemptTimeoutMs },
  });
  const turns = createTurns(options.concurrency, options.mostQueued);

  async function takeTurn(signal: AbortSignal): Promise<void> {
    if (turns.isFull) {
      throw new GatewayError('BACKEND_UNAVAILABLE', 'Too many requests are waiting for this backend.', {
        detail: `${options.mostQueued} requests wait for a socket.`,
        mayHaveArrived: false,
      });
    }
    await turns.take(signal).catch((error: unknown) => {
      throw interruptionOf(signal, { mayHaveArrived: false }) ?? error;
    });
  }

  async function sendOnce(request: ExchangeRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    // Whatever stands before the first slash of a path belongs to the host.
    if (!request.target.startsWith('/')) throw new Error('The path of a request must begin with a slash.');
    const body = typeof request.body === 'function' ? request.body() : (request.body ?? null);
    try {
      return await sendRequest(`${base.origin}${prefix}${request.target}`, {
        dispatcher: pool,
        method: request.method as 'GET',
        // Nothing is unpacked here, so that no small answer can become a large one.
        headers: { 'accept-encoding': 'identity', ...request.headers },
        body,
        signal,
        bodyTimeout: options.attemptTimeoutMs,
      });
    } catch (error) {
      // It may not even have been begun.
      if (body instanceof Readable) body.destroy();
      throw error;
    }
  }

  return {
    async send(request, signal) {
      await takeTurn(signal);
      const attempt = AbortSignal.any([signal, AbortSignal.timeout(options.attemptTimeoutMs)]);
      try {
        const response = await sendOnce(request, attempt);
        const body = await readCapped(response.body, options.mostBodyBytes, response.headers['content-length']);
        return { status: response.statusCode, headers: joinHeaders(response.headers), body };
      } catch (error) {
        throw toExchangeError(error, signal);
      } finally {
        turns.giveBack();
      }
    },
    async open(request, signal) {
      await takeTurn(signal);
      const headersDue = new AbortController();
      const timer = setTimeout(() => {
        headersDue.abort(new DOMException('No headers came in time.', 'TimeoutError'));
      }, options.attemptTimeoutMs);
      try {
        const response = await sendOnce(request, AbortSignal.any([signal, headersDue.signal]));
        finished(response.body, () => turns.giveBack());
        return { status: response.statusCode, headers: joinHeaders(response.headers), body: response.body };
      } catch (error) {
        turns.giveBack();
        throw toExchangeError(error, signal);
      } finally {
        clearTimeout(timer);
      }
    },
    load: () => ({ underWay: turns.taken, waiting: turns.waiting }),
    close: () => pool.destroy(),
  };
}

/**
 * Reads a body to its end.
 * @param most the largest that is read, in bytes
 * @param declared the length that the headers tell
 * @throws GatewayError BACKEND_BAD_RESPONSE if it is larger
 */
export async function readCapped(
  stream: AsyncIterable<Buffer> & { destroy(): unknown },
  most: number,
  declared: string | string[] | undefined,
): Promise<Buffer> {
  if (Number(declared) > most) {
    stream.destroy();
    throw tooLarge(most);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    // Leaving the loop destroys the stream, and with it the socket: the rest is never read.
    if (length > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(most: number): GatewayError {
  return new GatewayError('BACKEND_BAD_RESPONSE', 'The backend answered more than the gateway accepts.', {
    detail: `The body is larger than ${most} bytes.`,
    mayHaveArrived: true,
  });
}

function joinHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

/** Failures that happen before a single byte of the request has left. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
]);

/**
 * What a failed exchange means.
 * @param caller the caller's own signal: tells a deadline from a caller that went away
 */
export function toExchangeError(error: unknown, caller: AbortSignal): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = codeOf(error);
  const mayHaveArrived = !NEVER_SENT.has(code);
  const detail = `${code} ${error instanceof Error ? error.message : ''}`.trim();
  const interruption = interruptionOf(caller, { mayHaveArrived, detail });
  if (interruption !== null) return interruption;
  if (isTimeout(error)) {
    return new GatewayError('BACKEND_TIMEOUT', 'The backend did not answer in time.', { mayHaveArrived, detail });
  }
  return new GatewayError('BACKEND_UNAVAILABLE', 'The backend cannot be reached.', {
    mayHaveArrived,
    detail,
    cause: error,
  });
}

function isTimeout(error: unknown): boolean {
  return (
    nameOf(error) === 'TimeoutError' ||
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError
  );
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : nameOf(error);
}

/** By its shape: an error may come from another realm, where it is no instance of this one's Error. */
function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
