import { instantFromOffsetText, type Instant } from '../../src/ticketing/instant.ts';
import type { CodedLabel, CustomField } from '../../src/ticketing/ticket.ts';
import type { HybrisLocalised, HybrisMetadata } from './wire.ts';

/** Text, or null where the backend has none: it writes that as "" too. */
export function toText(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : value;
}

/** Times come with `Z` or with `+0000`: both have one meaning. */
export function toInstant(value: string | null | undefined): Instant | null {
  return typeof value === 'string' ? instantFromOffsetText(value) : null;
}

/**
 * A label in the wanted language, else in its base language, else in English, else in any.
 * @param language a BCP 47 tag, e.g. `de-AT`
 */
export function toLabel(value: HybrisLocalised, language: string): string | null {
  if (value === undefined || value === null || typeof value === 'string') return toText(value);
  const texts = new Map(Object.entries(value));
  for (const tag of [language, language.split('-', 1)[0] ?? '', 'en']) {
    const text = toText(texts.get(tag));
    if (text !== null) return text;
  }
  return [...texts.values()].map(toText).find((text) => text !== null) ?? null;
}

/** A code and its label, or null if there is neither. */
export function toCodedLabel(
  code: string | null | undefined,
  label: HybrisLocalised,
  language: string,
): CodedLabel | null {
  const coded = { code: toText(code), label: toLabel(label, language) };
  return coded.code === null && coded.label === null ? null : coded;
}

/**
 * The fields that have no place of their own, under their wire names. Tenants add fields, so any may come.
 * @param known the fields that have a place
 */
export function toCustomFields(wire: object, known: ReadonlySet<string>, prefix = ''): CustomField[] {
  return Object.entries(wire)
    .filter(([key, value]) => !known.has(key) && !isEmpty(value))
    .map(([key, value]) => ({ key: prefix + key, label: toWords(prefix + key), value }));
}

/** `metadata` without what has a place. */
export function toMetadataFields(metadata: HybrisMetadata, known: readonly (keyof NonNullable<HybrisMetadata>)[]) {
  return toCustomFields(metadata ?? {}, new Set<string>(known), 'metadata.');
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** `metadata.createdAt` becomes "Metadata created at". */
function toWords(key: string): string {
  const words = key
    .replaceAll(/[._-]+/g, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/\bid\b/g, 'ID');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
