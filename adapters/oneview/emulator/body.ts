import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';

/** True for a JSON object, not for an array or null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the named text fields of a body. All fields of this backend's bodies may be absent or null unless the page says
 * otherwise; fields it does not name are ignored.
 * @returns undefined if the body is no JSON object or one of the fields is no text
 */
export function readTexts<Name extends string>(
  request: EmulatorRequest,
  names: readonly Name[],
): Partial<Record<Name, string>> | undefined {
  const body = request.json();
  if (!isObject(body)) return undefined;
  const texts: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = body[name] ?? undefined;
    if (value === undefined) continue;
    if (typeof value !== 'string') return undefined;
    texts[name] = value;
  }
  return texts;
}
