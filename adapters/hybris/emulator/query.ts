import { readInstant } from './dates.ts';

/** What the query language sees of an entity. */
export interface Queryable {
  readonly id: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Bound {
  readonly operator: '>=' | '<=' | '>' | '<';
  readonly value: string;
}

/** One condition of `q`; all conditions must hold, there is no OR between fields (section 7). */
export type Term =
  | { readonly kind: 'equal'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly field: string; readonly bounds: readonly Bound[] };

/** One key of `sort`. */
export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** `q` or `sort` that cannot be read. */
export class QuerySyntaxError extends Error {}

const FIELD = /([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*):/y;
// How to escape inside quotes is documented nowhere, so that a backslash is an error here.
const QUOTED = /"([^"\\\p{Cc}]*)"/uy;
const BARE = /([A-Za-z0-9_.@-]+)/y;
const OPERATOR = /(>=|<=|>|<)/y;
const COMMA = /(\s*,\s*)/y;
const AND = /(\s+AND\s+)/y;
const OPENING = /(\()/y;
const CLOSING = /(\s*\))/y;
const SPACE = /(\s+)/y;

/**
 * Reads the forms of section 7: `f:"text"`, `f:(a,b)`, `f:("a","b")`, `f:>="..."`, `f:(>=".." AND <="..")`, joined by
 * spaces.
 * @throws QuerySyntaxError
 */
export function parseQuery(text: string): readonly Term[] {
  const terms: Term[] = [];
  let position = 0;

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    position = pattern.lastIndex;
    return match[1];
  }

  function demand(pattern: RegExp, what: string): string {
    const taken = take(pattern);
    if (taken === undefined) throw new QuerySyntaxError(`Expected ${what} at position ${position}.`);
    return taken;
  }

  function takeBound(): Bound | undefined {
    const operator = take(OPERATOR) as Bound['operator'] | undefined;
    return operator === undefined ? undefined : { operator, value: demand(QUOTED, 'a quoted value') };
  }

  function takeTerm(): Term {
    const field = demand(FIELD, 'a field and a colon');
    const single = take(QUOTED);
    if (single !== undefined) return { kind: 'equal', field, values: [single] };
    const oneSided = takeBound();
    if (oneSided !== undefined) return { kind: 'range', field, bounds: [oneSided] };
    demand(OPENING, 'a quoted value, a comparison or a parenthesis');
    const lower = takeBound();
    if (lower !== undefined) {
      demand(AND, 'AND');
      const upper = takeBound();
      if (upper === undefined) throw new QuerySyntaxError(`Expected a comparison at position ${position}.`);
      demand(CLOSING, 'a closing parenthesis');
      return { kind: 'range', field, bounds: [lower, upper] };
    }
    const values: string[] = [];
    do values.push(take(QUOTED) ?? demand(BARE, 'a value'));
    while (take(COMMA) !== undefined);
    demand(CLOSING, 'a closing parenthesis');
    return { kind: 'list', field, values };
  }

  take(SPACE);
  while (position < text.length) {
    terms.push(takeTerm());
    if (position < text.length) demand(SPACE, 'a space');
  }
  return terms;
}

/**
 * Reads `f`, `f:asc`, `f:desc` in a comma list. Unknown fields are kept: they order nothing.
 * @throws QuerySyntaxError
 */
export function parseSort(text: string): readonly SortKey[] {
  return text.split(',').map((part) => {
    const match = /^\s*([A-Za-z][A-Za-z0-9_.]*)(?::(asc|desc))?\s*$/.exec(part);
    if (match?.[1] === undefined) throw new QuerySyntaxError(`"${part}" is no sort key.`);
    return { field: match[1], descending: match[2] === 'desc' };
  });
}

/**
 * Compiles conditions into a test of one entity.
 * @throws QuerySyntaxError if a date of a range or an equality cannot be read
 */
export function compileQuery(terms: readonly Term[]): (entity: Queryable) => boolean {
  const tests = terms.map(compileTerm);
  return (entity) => tests.every((test) => test(entity));
}

/** Compiles sort keys into a comparison; entities without the value come last. */
export function compileSort(keys: readonly SortKey[]): (first: Queryable, second: Queryable) => number {
  return (first, second) => {
    for (const { field, descending } of keys) {
      const left = valuesAt(first, field)[0];
      const right = valuesAt(second, field)[0];
      if (left === right) continue;
      if (left === undefined) return 1;
      if (right === undefined) return -1;
      return left < right === descending ? 1 : -1;
    }
    return 0;
  };
}

function compileTerm(term: Term): (entity: Queryable) => boolean {
  const { field } = term;
  if (term.kind === 'range') {
    const bounds = term.bounds.map(({ operator, value }) => ({ operator, value: toComparable(field, value) }));
    return (entity) =>
      bounds.every(({ operator, value }) => valuesAt(entity, field).some((found) => holds(found, operator, value)));
  }
  const wanted = new Set(term.values.map((value) => toComparable(field, value)));
  return (entity) => valuesAt(entity, field).some((found) => wanted.has(found));
}

function holds(found: string | number, operator: Bound['operator'], value: string | number): boolean {
  if (found === value) return operator === '>=' || operator === '<=';
  return operator.startsWith('>') ? found > value : found < value;
}

function isDateField(field: string): boolean {
  return field === 'metadata.createdAt' || field === 'metadata.modifiedAt';
}

function toComparable(field: string, value: string): string | number {
  if (!isDateField(field)) return value;
  const instant = readInstant(value);
  if (instant === undefined) throw new QuerySyntaxError(`"${value}" is no date.`);
  return instant;
}

/** All values an entity has at a path; arrays on the way are walked through. */
function valuesAt(entity: Queryable, field: string): readonly (string | number)[] {
  if (field === 'id') return [entity.id];
  if (field === 'metadata.createdAt') return [entity.createdAt];
  if (field === 'metadata.modifiedAt') return [entity.modifiedAt];
  let values: unknown[] = [entity.fields];
  for (const name of field.split('.')) {
    values = values.flatMap((value) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    );
  }
  return values.map(unwrapCode).filter((value) => typeof value === 'string' || typeof value === 'number');
}

/** `classification` may be an object yet is queryable (section 4): its code counts. */
function unwrapCode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('code' in value)) return value;
  return value.code;
}
