import type { CustomField } from '../../src/ticketing/ticket.ts';

/** A value as the API sends it: numbers come as text and text as numbers. */
export type Scalar = string | number | null | undefined;

/** The value as text; an empty text stands for none. */
export function toText(value: Scalar): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}

/** Values under their native names, without the empty ones. */
export function toCustomFields(values: Readonly<Record<string, unknown>>): CustomField[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isEmpty(value) ? [] : [{ key, label: toLabel(key), value }],
  );
}

/** True for what the API sends where it has nothing. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function toLabel(key: string): string {
  const words = key.replaceAll('_', ' ').replace(/\bid\b/, 'ID');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** True if the backend shows the text that was sent: it may have changed line ends and the space around it. */
export function isSameText(shown: Scalar, sent: string): boolean {
  return shown !== undefined && shown !== null && plain(String(shown)) === plain(sent);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
