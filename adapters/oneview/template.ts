import { encodeSegment } from '../../src/upstream/path.ts';

const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * Puts values in the place of the placeholders of a configured path. A value can never become more than the one path
 * segment, or the one part of a query parameter, in whose place it stands.
 * @throws Error if a placeholder has no value, or if a value in the path is empty, `.` or `..`
 */
export function fillTemplate(template: string, values: ReadonlyMap<string, string>): string {
  const queryAt = template.indexOf('?');
  return template.replace(PLACEHOLDER, (_placeholder, name: string, position: number) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`There is no value for the placeholder {${name}}.`);
    return queryAt >= 0 && position > queryAt ? encodeURIComponent(value) : encodeSegment(value);
  });
}

/** True if the placeholder stands in the template. */
export function hasPlaceholder(template: string, name: string): boolean {
  return template.includes(`{${name}}`);
}
