import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { renderError } from './rendering.ts';
import type { Switches } from './switches.ts';

/** What an operator was given: static secrets, because the page documents no way to get or renew a token. */
export const CREDENTIALS = {
  token: 'oneview-emulator-token',
  tokenWithoutRole: 'oneview-emulator-token-without-role',
  agentEmail: 'agent@foodpanda.com',
} as const;

/**
 * Checks the bearer token: none, blank or unknown -> 401, known but without the role -> 403 (page section 15). The
 * scheme word may have any case. Uses up `rejectTokenOnce`.
 * @returns the refusal, or undefined if the caller may go on
 */
export function refuseToken(request: EmulatorRequest, switches: Switches): Reply | undefined {
  const token = /^bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (token === CREDENTIALS.tokenWithoutRole) return renderError(403, switches);
  if (token !== CREDENTIALS.token) return renderError(401, switches);
  if (!switches.rejectTokenOnce) return undefined;
  switches.rejectTokenOnce = false;
  return renderError(401, switches);
}

/** Like refuseToken, for writes: they also need X-Agent-User-ID, 403 without it (the strict reading, page section 15). */
export function refuseWriter(request: EmulatorRequest, switches: Switches): Reply | undefined {
  return refuseToken(request, switches) ?? (readAgent(request) === undefined ? renderError(403, switches) : undefined);
}

/** The acting staff member, undefined if the header is missing or blank. */
export function readAgent(request: EmulatorRequest): string | undefined {
  const agent = request.headers['x-agent-user-id']?.trim();
  return agent === '' ? undefined : agent;
}
