import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { PrincipalOf } from '../identity/principal-of.ts';
import { invalidInput } from '../ticketing/errors.ts';
import { toHttpError } from './http-refusal.ts';
import { createLiveConnections, type LiveConnectionLimits } from './live-connections.ts';
import { createLiveOperations, type LiveOperationsOptions } from './live-operations.ts';
import { createLiveSignIn } from './live-sign-in.ts';
import { serveLiveSocket, type LiveSocketOptions } from './live-socket.ts';
import { serveLiveStreams } from './live-stream.ts';

/** What an operator decides about live connections. */
export interface LiveConnectionSettings extends LiveConnectionLimits {
  readonly initMs: number;
  readonly heartbeatMs: number;
  readonly mostSubscriptions: number;
}

export interface LiveTransportOptions
  extends
    LiveOperationsOptions,
    Pick<LiveSocketOptions, 'origins' | 'trustedProxies' | 'mostMessageBytes' | 'isStopping'> {
  readonly live: LiveConnectionSettings;
  readonly principalOf: PrincipalOf;
  /** Where sockets are opened; streams are one level below. */
  readonly path: string;
}

export interface LiveTransport {
  /** How many live connections are open. */
  readonly sockets: number;
  readonly streams: number;
  /** Tells every client to connect again, and ends. */
  close(): void;
}

export const STREAM_PATH_ENDING = '/stream';

/** Subscriptions, over WebSocket and over server-sent events. */
export function serveLive(app: FastifyInstance, options: LiveTransportOptions): LiveTransport {
  const shared = {
    ...options,
    ...options.live,
    operations: createLiveOperations(options),
    connections: createLiveConnections(options.live),
    signIn: createLiveSignIn(options.principalOf, options.counters, options.limits),
  };
  const sockets = serveLiveSocket(app.server, shared);
  const streams = serveLiveStreams(app, { ...shared, path: options.path + STREAM_PATH_ENDING });
  return {
    get sockets() {
      return sockets.size;
    },
    get streams() {
      return streams.size;
    },
    close() {
      sockets.close();
      streams.close();
    },
  };
}

/** A subscription has more than one answer: GraphQL over HTTP has no place for it. */
export function refuseSubscriptions(path: string): ApolloServerPlugin<object> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation }) {
          if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
          const ways = `over WebSocket (graphql-transport-ws) at ${path}, or as server-sent events at ${path}${STREAM_PATH_ENDING}`;
          throw toHttpError(invalidInput('query', `A subscription is not answered here: send it ${ways}.`));
        },
      };
    },
  };
}
