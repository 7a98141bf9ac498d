import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import { badHeader, badRequest, invalidToken, missingHeader, type Failure } from './envelope.ts';
import type { CrmSwitches } from './switches.ts';
import type { TokenIssuer } from './token.ts';

/** What a call demands of a request. */
export interface CallRules {
  /** The literal that header `operation` should have. */
  readonly operation: string;
  /** Whether header `token` must be there, or may, or is not looked at. */
  readonly token: 'required' | 'optional' | 'ignored';
  /** Mandatory headers besides those of every call. */
  readonly moreHeaders: readonly string[];
  /** Mandatory keys of the body, in the spelling of the samples. */
  readonly attributes: readonly string[];
  /** Those of them that may not be empty. */
  readonly filledAttributes: readonly string[];
}

/** Values of a body by their folded names, because the tables and samples of the page spell them differently. */
export type Attributes = ReadonlyMap<string, string>;

const COMMON_HEADERS = ['correlationId', 'srDate', 'source', 'operation', 'destination'];
const SR_DATE = /^(\d{2}-\d{2}-\d{4}|\d{4}-\d{2}-\d{2}([T ]\S+)?)$/;

/** The first reason to refuse a request, in the order of section 15; undefined if there is none. */
export function findFailure(
  request: EmulatorRequest,
  rules: CallRules,
  switches: CrmSwitches,
  tokens: TokenIssuer,
): Failure | undefined {
  const checkHeaders = (): Failure | undefined => findHeaderFailure(request, rules, switches);
  const checkToken = (): Failure | undefined => findTokenFailure(request, rules, switches, tokens);
  const failure =
    switches.checkOrder === 'tokenFirst' ? (checkToken() ?? checkHeaders()) : (checkHeaders() ?? checkToken());
  return failure ?? findAttributeFailure(request, rules);
}

/** Reads a body's values; upper and lower case and `_` do not count in names (section 14 #4). */
export function readAttributes(request: EmulatorRequest): Attributes {
  const body = request.json();
  const attributes = new Map<string, string>();
  if (typeof body !== 'object' || body === null) return attributes;
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      attributes.set(foldName(name), String(value));
    }
  }
  return attributes;
}

/** The value of a key in any spelling, `""` if it is missing. */
export function attribute(attributes: Attributes, name: string): string {
  return attributes.get(foldName(name)) ?? '';
}

function findHeaderFailure(request: EmulatorRequest, rules: CallRules, switches: CrmSwitches): Failure | undefined {
  for (const name of [...COMMON_HEADERS, ...rules.moreHeaders]) {
    const value = request.headers[name.toLowerCase()];
    if (value === undefined || (switches.strictHeaders && value === '')) return missingHeader(name);
  }
  if (!switches.strictHeaders) return undefined;
  if (!SR_DATE.test(request.headers['srdate'] ?? '')) return badHeader("Header 'srDate' is not a date.");
  if (request.headers['operation'] !== rules.operation) {
    return badHeader("Header 'operation' does not belong to the request.");
  }
  return undefined;
}

function findTokenFailure(
  request: EmulatorRequest,
  rules: CallRules,
  switches: CrmSwitches,
  tokens: TokenIssuer,
): Failure | undefined {
  const token = request.headers['token'];
  if (rules.token === 'ignored') return undefined;
  if (token === undefined) return rules.token === 'optional' ? undefined : missingHeader('token');
  if (switches.refuseTokenTimes > 0) {
    switches.refuseTokenTimes -= 1;
    return invalidToken('JWT signature does not match locally computed signature.');
  }
  const complaint = tokens.complaint(token);
  return complaint === undefined ? undefined : invalidToken(complaint);
}

/** Presence counts, not content (section 14 #5), but for the keys that vtiger itself wants filled. */
function findAttributeFailure(request: EmulatorRequest, rules: CallRules): Failure | undefined {
  const attributes = readAttributes(request);
  const missing = rules.attributes.find((name) => {
    const value = attributes.get(foldName(name));
    return value === undefined || (rules.filledAttributes.includes(name) && value.trim() === '');
  });
  return missing === undefined ? undefined : badRequest(`Attribute '${missing}' not found in request.`);
}

function foldName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
