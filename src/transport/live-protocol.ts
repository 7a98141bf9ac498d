import type { IncomingMessage } from 'node:http';
import { makeServer, type Server } from 'graphql-ws';
import { GraphQLError, type ExecutionArgs, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { WebSocket } from 'ws';
import type { CallerHeaders } from '../identity/principal-of.ts';
import { GatewayError, toGatewayError } from '../ticketing/errors.ts';
import { closeSocket, FORBIDDEN, TRY_AGAIN_LATER } from './live-close.ts';
import type { LiveConnections } from './live-connections.ts';
import type { LiveCaller, LiveOperations, LiveResults } from './live-operations.ts';
import type { LiveOperation } from './live-request.ts';
import { createLiveSession, type LiveSession } from './live-session.ts';
import type { LiveSignIn } from './live-sign-in.ts';
import { readLanguage } from './request-asker.ts';

export interface LiveProtocolOptions {
  readonly schema: GraphQLSchema;
  readonly operations: LiveOperations;
  readonly connections: LiveConnections;
  readonly signIn: LiveSignIn;
  /** How long a client may take to say who it is, in milliseconds. */
  readonly initMs: number;
  /** How many operations one connection may have at a time. */
  readonly mostSubscriptions: number;
}

/** What is known of one socket. */
export interface LiveSocketState {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Network address of the client. */
  readonly address: string;
  /** Ends operations, one by one or all with the socket: also those that the library has lost sight of. */
  readonly running: Set<AbortController>;
  session: LiveSession | null;
  leave: (() => void) | null;
}

type Payload = Readonly<Record<string, unknown>>;

interface RunArguments extends ExecutionArgs {
  readonly contextValue: {
    readonly operation: LiveOperation;
    readonly caller: LiveCaller;
    readonly leaving: AbortController;
    readonly end: () => void;
  };
}

/** The subprotocol graphql-transport-ws: who may connect, for how long, and what is done with what they ask for. */
export function createLiveProtocol(options: LiveProtocolOptions): Server<LiveSocketState> {
  const { operations } = options;
  // The library takes nothing but errors of GraphQL; what is sent is the answer as it was formatted.
  const formatted = new WeakMap<GraphQLError, GraphQLFormattedError>();

  function refuse(errors: readonly GraphQLFormattedError[]): readonly GraphQLError[] {
    return errors.map((error) => {
      const carrier = new GraphQLError(error.message);
      formatted.set(carrier, error);
      return carrier;
    });
  }

  async function signIn(state: LiveSocketState, parameters: Payload | undefined): Promise<boolean> {
    const { socket, address } = state;
    const principal = await options.signIn(headersOf(state.request, parameters), address);
    // The client may have gone away while its token was checked.
    if (socket.readyState !== socket.OPEN) return false;
    state.leave = options.connections.enter(principal, address);
    const expired = (): void => closeSocket(socket, FORBIDDEN, 'Your credentials have expired: connect again.');
    state.session = createLiveSession(principal, expired, Date.now);
    return true;
  }

  function run(args: ExecutionArgs): LiveResults {
    const { operation, caller, leaving, end } = (args as RunArguments).contextValue;
    return endable(operations.run(operation, caller, leaving.signal), leaving, end);
  }

  return makeServer<Payload | undefined, LiveSocketState>({
    connectionInitWaitTimeout: options.initMs,
    async onConnect({ extra, connectionParams }) {
      try {
        return await signIn(extra, connectionParams);
      } catch (thrown) {
        const { code, message } = toGatewayError(thrown);
        if (code === 'INTERNAL') throw thrown;
        closeSocket(extra.socket, code === 'UNAUTHENTICATED' ? FORBIDDEN : TRY_AGAIN_LATER, message);
        return false;
      }
    },
    async onPing({ extra, connectionParams }, payload) {
      // Other payloads are the client's own matter and come back with the pong.
      if (extra.session === null || !namesCredentials(payload)) return;
      try {
        const given = { ...withoutOtherCase(connectionParams, payload), ...payload };
        const headers = headersOf(extra.request, given);
        extra.session.renew(await options.signIn(headers, extra.address));
      } catch (thrown) {
        const { code, message } = toGatewayError(thrown);
        if (code === 'INTERNAL') throw thrown;
        // What cannot be checked now holds until it ends.
        if (code !== 'BACKEND_UNAVAILABLE') closeSocket(extra.socket, FORBIDDEN, message);
      }
    },
    async onSubscribe({ extra }, _id, payload) {
      const { session, request, address, running } = extra;
      if (session === null) {
        return refuse(operations.toErrors(new Error('A subscription before the connection was acknowledged.')));
      }
      const leaving = new AbortController();
      running.add(leaving);
      const end = (): void => void running.delete(leaving);
      try {
        if (running.size > options.mostSubscriptions) throw tooMany(options.mostSubscriptions);
        const language = readLanguage(request.headers['accept-language']);
        const caller: LiveCaller = { principal: session.principal, address, language };
        const read = await operations.read(payload, caller);
        if ('refusal' in read) {
          end();
          return refuse(read.refusal.errors ?? []);
        }
        const operation = read.accepted;
        const args: RunArguments = {
          schema: options.schema,
          document: operation.document,
          operationName: operation.operation.name?.value,
          contextValue: { operation, caller, leaving, end },
        };
        return args;
      } catch (thrown) {
        end();
        return refuse(operations.toErrors(thrown));
      }
    },
    // A query is an operation with one result: so it can be called off, too.
    execute: (args) => run(args) as never,
    subscribe: (args) => run(args) as never,
    // Results are formatted already, and what the library would do to their errors fails.
    onNext: (_context, _id, _payload, _args, result) => result as never,
    onError({ extra: { socket } }, _id, _payload, errors) {
      // That nothing can be sent to a client that has left is no fault.
      if (socket.readyState !== socket.OPEN) return [];
      return errors.map((error) => formatted.get(error) ?? sentError(error));
    },
    onClose({ extra }) {
      extra.session?.end();
      extra.leave?.();
      for (const leaving of extra.running) leaving.abort();
    },
  });

  function sentError(error: unknown): GraphQLFormattedError {
    const [only = { message: 'The gateway failed.' }] = operations.toErrors(error);
    return only;
  }
}

function tooMany(most: number): GatewayError {
  return new GatewayError(
    'OVER_LIMIT',
    `This connection has too many operations: at most ${most} are possible at once.`,
  );
}

/** Results whose return ends at once what they wait for. */
function endable(results: LiveResults, leaving: AbortController, end: () => void): LiveResults {
  async function next(): Promise<IteratorResult<unknown, void>> {
    const result = await results.next();
    if (result.done === true) end();
    return result;
  }
  async function leave(): Promise<IteratorResult<unknown, void>> {
    leaving.abort();
    end();
    return results.return(undefined);
  }
  const iterator = {
    next,
    return: leave,
    throw: leave,
    [Symbol.asyncIterator]: () => iterator,
    [Symbol.asyncDispose]: async () => void (await leave()),
  };
  return iterator as LiveResults;
}

/** What a client says when it connects stands for its headers: pages cannot set those of a socket. */
function headersOf({ headersDistinct }: IncomingMessage, given: Payload | undefined): CallerHeaders {
  return { ...withoutOtherCase(headersDistinct, given), ...(given as CallerHeaders) };
}

/** The entries that are not given anew under a name in whatever case. */
function withoutOtherCase<Value>(
  entries: Readonly<Record<string, Value>> | undefined,
  given: Payload | undefined,
): Record<string, Value> {
  const names = new Set(Object.keys(given ?? {}).map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(entries ?? {}).filter(([name]) => !names.has(name.toLowerCase())));
}

/** True if a message says who its sender is. */
export function namesCredentials(payload: Payload | null | undefined): payload is Payload {
  return Object.keys(payload ?? {}).some((name) => name.toLowerCase() === 'authorization');
}
