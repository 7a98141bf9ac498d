import { GatewayError } from '../ticketing/errors.ts';
import type { Principal } from '../ticketing/principal.ts';
import { callerOf } from './rate-limit.ts';

export interface LiveConnectionLimits {
  /** How many live connections there may be in all. */
  readonly mostConnections: number;
  /** How many one caller may have. */
  readonly mostConnectionsEach: number;
}

/** Counts live connections, whatever their kind. */
export interface LiveConnections {
  /** True if nobody more can be taken. */
  readonly isFull: boolean;
  readonly size: number;
  /** @returns ends the place. @throws GatewayError OVER_LIMIT if there is none */
  enter(principal: Principal, address: string): () => void;
}

export function createLiveConnections({ mostConnections, mostConnectionsEach }: LiveConnectionLimits): LiveConnections {
  const byCaller = new Map<string, number>();
  let size = 0;
  return {
    get isFull() {
      return size >= mostConnections;
    },
    get size() {
      return size;
    },
    enter(principal, address) {
      const caller = callerOf(principal, address);
      const own = byCaller.get(caller) ?? 0;
      if (size >= mostConnections) {
        throw new GatewayError('OVER_LIMIT', 'The gateway has as many live connections as it takes: try again later.');
      }
      if (own >= mostConnectionsEach) {
        const most = `at most ${mostConnectionsEach} are possible.`;
        throw new GatewayError('OVER_LIMIT', `You have too many live connections: ${most}`);
      }
      byCaller.set(caller, own + 1);
      size += 1;
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        size -= 1;
        const rest = (byCaller.get(caller) ?? 1) - 1;
        if (rest === 0) byCaller.delete(caller);
        else byCaller.set(caller, rest);
      };
    },
  };
}
