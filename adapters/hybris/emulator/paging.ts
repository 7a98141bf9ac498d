import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { isTransientTicketField, type Backend } from './backend.ts';
import type { Collection, Entity } from './collection.ts';
import { parseQuery, parseSort, QuerySyntaxError, type SortKey, type Term } from './query.ts';
import { violation } from './refusal.ts';

const DEFAULT_SIZE = 16;
// The seed: "The maximum pageSize supported is 64."
const LARGEST_SIZE = 64;
const INNER_ORIGIN = 'http://serviceticket-v1.internal.example:8080';

interface Page {
  readonly number: number;
  readonly size: number;
}

/**
 * Answers a list call (section 7): `q`, `sort`, `pageNumber`, `pageSize`, `totalCount`; a bare array with `hybris-count`
 * and `Link` headers.
 * @param owner whose entities are listed; everybody's if undefined
 */
export function replyWithPage(
  backend: Backend,
  request: EmulatorRequest,
  collection: Collection,
  owner: string | undefined,
  render: (entity: Entity) => unknown,
): Reply {
  const page = readPage(request, backend);
  const terms = readTerms(request, backend);
  const rows = select(collection, owner, terms, readSort(request));
  const start = (page.number - 1) * page.size;
  return {
    status: 200,
    headers: {
      ...countHeader(backend, request, rows.length),
      ...linkHeader(backend, request, page, rows.length),
    },
    body: rows.slice(start, start + page.size).map(render),
  };
}

function select(
  collection: Collection,
  owner: string | undefined,
  terms: readonly Term[],
  sort: readonly SortKey[],
): readonly Entity[] {
  try {
    return collection.select({ owner, terms, sort, now: Date.now() });
  } catch (error) {
    throw asQueryViolation(error, 'q');
  }
}

function readTerms(request: EmulatorRequest, backend: Backend): readonly Term[] {
  const { rangeQueries, listQueries, relatedObjectQueries } = backend.switches;
  try {
    const terms = parseQuery(request.query.get('q') ?? '');
    for (const { field, kind } of terms) {
      if (isTransientTicketField(field)) throw new QuerySyntaxError(`${field} is transient and cannot be queried.`);
      if (kind === 'range' && !rangeQueries) throw new QuerySyntaxError('Comparisons are not supported.');
      if (kind === 'list' && !listQueries) throw new QuerySyntaxError('Lists of values are not supported.');
      if (field.startsWith('relatedObjects.') && !relatedObjectQueries) {
        throw new QuerySyntaxError(`${field} cannot be queried.`);
      }
    }
    return terms;
  } catch (error) {
    throw asQueryViolation(error, 'q');
  }
}

function readSort(request: EmulatorRequest): readonly SortKey[] {
  const sort = request.query.get('sort') ?? '';
  if (sort === '') return [];
  try {
    // Transient fields are not kept with the ticket, so that they order nothing, like unknown ones.
    return parseSort(sort).filter(({ field }) => !isTransientTicketField(field));
  } catch (error) {
    throw asQueryViolation(error, 'sort');
  }
}

function asQueryViolation(error: unknown, parameter: string): unknown {
  return error instanceof QuerySyntaxError ? violation('invalid_query_parameter', parameter, error.message) : error;
}

function readPage(request: EmulatorRequest, backend: Backend): Page {
  const size = readPositive(request, 'pageSize', DEFAULT_SIZE);
  if (size > LARGEST_SIZE && backend.switches.oversizedPage === 'refuse') {
    throw violation('out_of_range_parameter', 'pageSize', `pageSize must not exceed ${LARGEST_SIZE}.`);
  }
  return { number: readPositive(request, 'pageNumber', 1), size: Math.min(size, LARGEST_SIZE) };
}

function readPositive(request: EmulatorRequest, name: string, fallback: number): number {
  const text = request.query.get(name);
  if (text === null) return fallback;
  if (!/^-?\d{1,9}$/.test(text)) throw violation('invalid_query_parameter', name, `${name} must be a number.`);
  const value = Number(text);
  if (value < 1) throw violation('out_of_range_parameter', name, `${name} must be at least 1.`);
  return value;
}

function countHeader(backend: Backend, request: EmulatorRequest, total: number): Record<string, string> {
  const { count } = backend.switches;
  const wanted = count === 'always' || (count === 'asked' && request.query.get('totalCount') === 'true');
  return wanted ? { 'hybris-count': String(total) } : {};
}

function linkHeader(
  backend: Backend,
  request: EmulatorRequest,
  page: Page,
  total: number,
): Record<string, string | readonly string[]> {
  const { link, linkQuotes, innerHosts } = backend.switches;
  if (link === 'never') return {};
  const origin = innerHosts ? INNER_ORIGIN : `http://${request.headers['host'] ?? ''}`;
  const quote = linkQuotes === 'double' ? '"' : "'";
  function toLink(relation: string, pageNumber: number): string {
    const query = new URLSearchParams(request.query);
    query.set('pageNumber', String(pageNumber));
    query.set('pageSize', String(page.size));
    return `<${origin}${request.path}?${query.toString()}>; rel=${quote}${relation}${quote}`;
  }
  const links = [toLink('self', page.number)];
  if (page.number > 1) links.push(toLink('prev', page.number - 1));
  if (page.number * page.size < total) links.push(toLink('next', page.number + 1));
  return { Link: link === 'joined' ? links.join(', ') : links };
}

/** Where a new entity is: `Location` may name a host behind the proxy (section 14, 7). */
export function locationOf(backend: Backend, request: EmulatorRequest, id: string): string {
  const origin = backend.switches.innerHosts ? INNER_ORIGIN : `http://${request.headers['host'] ?? ''}`;
  return `${origin}${request.path.replace(/\/$/, '')}/${id}`;
}
