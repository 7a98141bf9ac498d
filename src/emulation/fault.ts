import { setTimeout as wait } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What goes wrong. `apply` decides whether the route does its work before its answer is spoilt. */
export type FaultKind =
  | { readonly kind: 'latency'; readonly milliseconds: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'rateLimit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'reset'; readonly at: 'start' | 'headers' | 'body' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'wrongContentType' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'huge'; readonly bytes: number };

/** A fault and the requests it befalls. */
export type Fault = FaultKind & {
  /** Only requests with this method; all if left out. */
  readonly method?: string;
  /** Only requests of the route with this label; all if left out. */
  readonly route?: string;
  /** How many requests it befalls before it is over; without end if left out. */
  readonly times?: number;
  /**
   * True: the route does its work first, then its answer is replaced. Default false: the work is not done. Faults that
   * spoil the genuine answer (a reset in headers or body, `truncated`, `wrongContentType`) always come after the work.
   */
  readonly apply?: boolean;
};

/** An answer as a route gives it. A body that is no text and no bytes is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
}

const FAULT_KINDS: ReadonlySet<string> = new Set<FaultKind['kind']>([
  'latency',
  'status',
  'rateLimit',
  'reset',
  'hang',
  'garbage',
  'html',
  'wrongContentType',
  'empty',
  'truncated',
  'huge',
]);

/** True if a value that came over the control endpoint names a fault. */
export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'kind' in value && FAULT_KINDS.has(String(value.kind));
}

/**
 * Answers a request with the fault instead of, or after, the route's own answer.
 * @param answer does the route's work and gives its reply; called at most once
 */
export async function replyWithFault(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => Promise<Reply>,
): Promise<void> {
  if (fault.kind === 'latency') {
    await wait(fault.milliseconds, undefined, { ref: false });
    return sendReply(response, await answer());
  }
  const genuine = fault.apply === true || spoilsGenuineAnswer(fault) ? await answer() : undefined;
  switch (fault.kind) {
    case 'status':
      return sendReply(response, {
        status: fault.status,
        headers: {
          ...(fault.contentType === undefined ? {} : { 'content-type': fault.contentType }),
          ...fault.headers,
        },
        body: fault.body,
      });
    case 'rateLimit':
      return sendReply(response, { status: 429, headers: { 'retry-after': String(fault.retryAfterSeconds) } });
    case 'reset':
      return reset(request.socket, response, fault.at, genuine);
    case 'hang':
      return;
    case 'garbage':
      return sendReply(response, {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"a": [1, 2,',
      });
    case 'html':
      return sendReply(response, {
        status: fault.status ?? 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>502 Bad Gateway</h1><hr>proxy at 10.1.2.3</body></html>',
      });
    case 'wrongContentType':
      return sendReply(response, {
        ...(genuine as Reply),
        headers: { 'content-type': 'application/xml' },
        body: '<ticket/>',
      });
    case 'empty':
      return sendReply(response, { status: 200, headers: { 'content-type': 'application/json' } });
    case 'truncated':
      return truncate(request.socket, response, genuine as Reply);
    case 'huge':
      return sendHuge(response, fault.bytes);
  }
}

function spoilsGenuineAnswer(fault: Fault): boolean {
  return (
    fault.kind === 'wrongContentType' || fault.kind === 'truncated' || (fault.kind === 'reset' && fault.at !== 'start')
  );
}

/** Sends a reply as it is. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  const body = encodeBody(reply.body);
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (body !== undefined && !response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.end(body);
}

function encodeBody(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return JSON.stringify(body);
}

function reset(socket: Socket, response: ServerResponse, at: 'start' | 'headers' | 'body', reply?: Reply): void {
  if (at === 'start') {
    socket.resetAndDestroy();
    return;
  }
  const body = Buffer.from(encodeBody(reply?.body) ?? '{"cut": "off"}');
  response.writeHead(reply?.status ?? 200, { 'content-type': 'application/json', 'content-length': body.length + 1 });
  if (at === 'body') response.write(body.subarray(0, Math.ceil(body.length / 2)), () => socket.resetAndDestroy());
  else {
    response.flushHeaders();
    setImmediate(() => socket.resetAndDestroy());
  }
}

function truncate(socket: Socket, response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(encodeBody(reply.body) ?? '');
  response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': body.length + 1 });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => socket.end());
}

function sendHuge(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  let left = bytes;
  response.writeHead(200, { 'content-type': 'application/json' });
  function more(): void {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
    if (!response.destroyed) response.end('{}');
  }
  more();
}
