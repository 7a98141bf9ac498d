import type { ChangeContext, ChangeParts } from '../writes/change.ts';
import type { Live } from './live.ts';

interface WithLive {
  readonly live: Live;
}

/** What all requests share. */
export type LiveContextParts = ChangeParts & WithLive;

/** What resolvers see. */
export type LiveContext = ChangeContext & WithLive;
