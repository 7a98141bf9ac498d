import { invalidInput } from './errors.ts';

export const GLOBAL_ID_TYPES = [
  'Ticket',
  'TicketType',
  'Status',
  'EscalationTarget',
  'ChatTranscript',
  'InteractionLog',
  'Attachment',
] as const;

export type GlobalIdType = (typeof GLOBAL_ID_TYPES)[number];

/** What a global id says. */
export interface GlobalId {
  readonly type: GlobalIdType;
  /** Instance id of the backend. */
  readonly backend: string;
  readonly nativeId: string;
}

const VERSION = '1';
/** No backend has native ids that come near this. */
export const MOST_NATIVE_ID_LENGTH = 256;
const MOST_LENGTH = 1_024;

/** Writes a global id: version, type, backend and native id, opaque as base64url. */
export function encodeGlobalId({ type, backend, nativeId }: GlobalId): string {
  return Buffer.from(`${VERSION}:${type}:${backend}:${nativeId}`, 'utf8').toString('base64url');
}

/**
 * Reads a global id that a client sent.
 * @param text the id
 * @param field path of the argument, for the error
 * @throws GatewayError INVALID_INPUT if it is not one that `encodeGlobalId` writes
 */
export function decodeGlobalId(text: string, field: string): GlobalId {
  const decoded = text.length > MOST_LENGTH ? '' : Buffer.from(text, 'base64url').toString('utf8');
  const [version, type, backend, ...rest] = decoded.split(':');
  const nativeId = rest.join(':');
  const isKnownType = (GLOBAL_ID_TYPES as readonly (string | undefined)[]).includes(type);
  // A backend may have a status without a name.
  const isPlausible = isPlausibleNativeId(nativeId) || (type === 'Status' && nativeId === '');
  if (version !== VERSION || !isKnownType || backend === undefined || !isPlausible) throw malformed(field);
  const id = { type: type as GlobalIdType, backend, nativeId };
  // Base64 has several spellings of the same bytes: only the one that this gateway writes is an id.
  if (encodeGlobalId(id) !== text) throw malformed(field);
  return id;
}

/**
 * Reads a global id of a certain type.
 * @throws GatewayError INVALID_INPUT if it is malformed or names something else
 */
export function decodeGlobalIdOf(type: GlobalIdType, text: string, field: string): GlobalId {
  const id = decodeGlobalId(text, field);
  if (id.type !== type) throw invalidInput(field, `This id names a ${id.type}, but a ${type} is wanted.`);
  return id;
}

/** True if text could be a native id of some backend: not empty, not endless, no control characters. */
export function isPlausibleNativeId(text: string): boolean {
  // oxlint-disable-next-line eslint/no-control-regex
  return text.length > 0 && text.length <= MOST_NATIVE_ID_LENGTH && !/[\u0000-\u001f\u007f\ufffd]/.test(text);
}

function malformed(field: string): Error {
  return invalidInput(field, 'This is not an id that the gateway gave. Ids are opaque: pass them on unchanged.');
}
