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
