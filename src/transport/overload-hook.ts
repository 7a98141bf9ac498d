import type { onRequestAsyncHookHandler } from 'fastify';
import { toGatewayError } from '../ticketing/errors.ts';
import { sendRefusal } from './http-refusal.ts';
import type { Overload } from './overload.ts';

const UNAVAILABLE = 503;

/** Keeps requests away that the process has no room for, before their bodies are read. */
export function overloadHook(overload: Overload): onRequestAsyncHookHandler {
  return async (_request, reply) => {
    try {
      overload.enter();
    } catch (error) {
      return sendRefusal(reply, toGatewayError(error), UNAVAILABLE);
    }
    // Comes once, whether the answer was sent or its client went away.
    reply.raw.once('close', () => overload.leave());
    return undefined;
  };
}

/** The same for streams, which are open all day: they take no place, but none is opened that there is no room for. */
export function overloadHookForStreams(overload: Pick<Overload, 'enter' | 'leave'>): onRequestAsyncHookHandler {
  return async (_request, reply) => {
    try {
      overload.enter();
    } catch (error) {
      return sendRefusal(reply, toGatewayError(error), UNAVAILABLE);
    }
    overload.leave();
    return undefined;
  };
}
