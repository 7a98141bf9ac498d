import type { WebSocket } from 'ws';

/** Close codes of this gateway; all others are those of graphql-transport-ws. */
export const FORBIDDEN = 4403;
export const GOING_AWAY = 1001;
export const TRY_AGAIN_LATER = 1013;
export const UNEXPECTED = 4500;
export const BAD_REQUEST = 4400;

/** In bytes; the protocol permits 123. */
const MOST_REASON = 120;

/** Tells a client why its socket ends, unless that is under way already. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === socket.OPEN) socket.close(code, cutReason(reason));
}

/** As much of a reason as a close frame holds, cut between characters. */
export function cutReason(reason: string): string {
  if (Buffer.byteLength(reason) <= MOST_REASON) return reason;
  let cut = '';
  for (const character of reason) {
    if (Buffer.byteLength(cut + character) > MOST_REASON - 3) break;
    cut += character;
  }
  return `${cut}...`;
}
