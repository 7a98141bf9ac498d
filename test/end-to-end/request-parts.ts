import type { RecordedRequest } from '../../src/emulation/emulator.ts';

/** The values of a request, decoded, by where they stand: `path.3`, `query.limit`, `header.accept`, `body.ticket.title`. */
export type RequestParts = ReadonlyMap<string, string>;

/** Takes a recorded request apart as the backend does that reads it. */
export function toParts({ url, rawHeaders, body }: RecordedRequest): RequestParts {
  const parts = new Map<string, string>();
  const [path = '', ...queries] = url.split('?');
  for (const [index, segment] of path.split('/').entries()) parts.set(`path.${index}`, decodeURIComponent(segment));
  addPairs(parts, 'query', new URLSearchParams(queries.join('?')));
  for (let index = 0; index < rawHeaders.length; index += 2) {
    parts.set(`header.${rawHeaders[index]?.toLowerCase()}`, rawHeaders[index + 1] ?? '');
  }
  addBody(parts, body);
  return parts;
}

/** What no request may have, whatever a client wrote; nothing if all is well. */
export function malformedParts({ url, rawHeaders }: RecordedRequest): string[] {
  const path = url.split('?', 1)[0] ?? '';
  const names = rawHeaders.filter((_text, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return [
    ...(/^[\x21-\x7e]+$/.test(url) ? [] : [`the address ${url}`]),
    ...path
      .split('/')
      .filter((segment) => /^(\.|%2e){1,2}$/i.test(segment))
      .map((segment) => `the path segment ${segment}`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `two headers ${name}`),
    ...rawHeaders.filter((text) => !/^[\x20-\x7e]*$/.test(text)).map((text) => `the header text ${text}`),
  ];
}

function addBody(parts: Map<string, string>, body: string): void {
  if (body === '') return;
  const json = readJson(body);
  if (json === undefined) addPairs(parts, 'form', new URLSearchParams(body));
  else addLeaves(parts, 'body', json);
}

function addPairs(parts: Map<string, string>, place: string, pairs: URLSearchParams): void {
  for (const name of new Set(pairs.keys())) {
    const values = pairs.getAll(name);
    for (const [index, value] of values.entries()) {
      parts.set(values.length === 1 ? `${place}.${name}` : `${place}.${name}.${index}`, value);
    }
  }
}

function addLeaves(parts: Map<string, string>, place: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    parts.set(place, typeof value === 'string' ? value : JSON.stringify(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) addLeaves(parts, `${place}.${key}`, inner);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
