/**
 * Tag for request paths: every value becomes exactly one encoded path segment.
 *
 * @example path`/v2/tickets/${id}`
 * @throws Error if a value is empty, `.` or `..`: percent-encoding does not stop those from changing the path
 */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((built, part, index) => built + encodeSegment(values[index - 1] ?? '') + part);
}

/** One value as one path segment. @throws Error if it is empty, `.` or `..` */
export function encodeSegment(value: string): string {
  if (value === '' || value === '.' || value === '..') throw new Error('A path segment may not be empty, "." or "..".');
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Query parameters in the order given; a name may be repeated. Empty text if there are none. */
export function encodeQuery(parameters: readonly (readonly [name: string, value: string])[]): string {
  if (parameters.length === 0) return '';
  // URLSearchParams writes a space as "+", which not every backend reads as a space.
  const pairs = parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `?${pairs.join('&')}`;
}
