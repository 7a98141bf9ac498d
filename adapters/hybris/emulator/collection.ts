import { compileQuery, compileSort, type Queryable, type SortKey, type Term } from './query.ts';

/** A ticket or an interaction log as it is kept: persisted fields only. */
export interface Entity extends Queryable {
  /** The customer it belongs to; the token's user sees only his own. */
  readonly owner: string;
  readonly version: number;
  /** True: answers give the version as text. */
  readonly versionAsText: boolean;
  /** Time from which lists show it. */
  readonly visibleFrom: number;
  /** Place in lists that nobody asked to sort: such lists have no sensible order (section 7). */
  readonly position: number;
}

interface Selection {
  /** Only entities of this customer; all if left out. */
  readonly owner?: string | undefined;
  readonly terms: readonly Term[];
  readonly sort: readonly SortKey[];
  readonly now: number;
}

/** Entities by id, with cached query results. */
export interface Collection {
  get(id: string): Entity | undefined;
  put(entity: Entity): void;
  remove(id: string): void;
  /** @throws QuerySyntaxError */
  select(selection: Selection): readonly Entity[];
}

const MOST_CACHED = 200;

/** Creates a collection of these entities. */
export function createCollection(entities: readonly Entity[]): Collection {
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  const cache = new Map<string, readonly Entity[]>();
  let allVisibleFrom = 0;

  function shuffled(owner: string | undefined): readonly Entity[] {
    return cached(JSON.stringify([owner]), () =>
      byPosition([...byId.values()].filter((entity) => owner === undefined || entity.owner === owner)),
    );
  }

  function cached(key: string, compute: () => readonly Entity[]): readonly Entity[] {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const computed = compute();
    if (cache.size >= MOST_CACHED) cache.clear();
    cache.set(key, computed);
    return computed;
  }

  /** A query for ids need not look at every entity. */
  function candidates(owner: string | undefined, terms: readonly Term[]): readonly Entity[] {
    const byIds = terms.find((term) => term.field === 'id' && term.kind !== 'range');
    if (byIds === undefined || byIds.kind === 'range') return shuffled(owner);
    const found = [...new Set(byIds.values)].map((id) => byId.get(id)).filter((entity) => entity !== undefined);
    return byPosition(found.filter((entity) => owner === undefined || entity.owner === owner));
  }

  return {
    get: (id) => byId.get(id),
    put(entity) {
      byId.set(entity.id, entity);
      allVisibleFrom = Math.max(allVisibleFrom, entity.visibleFrom);
      cache.clear();
    },
    remove(id) {
      byId.delete(id);
      cache.clear();
    },
    select({ owner, terms, sort, now }) {
      const rows = cached(JSON.stringify([owner, terms, sort]), () => {
        const found = candidates(owner, terms).filter(compileQuery(terms));
        return sort.length === 0 ? found : found.sort(compileSort(sort));
      });
      return now >= allVisibleFrom ? rows : rows.filter((entity) => entity.visibleFrom <= now);
    },
  };
}

function byPosition(entities: Entity[]): Entity[] {
  return entities.sort((first, second) => first.position - second.position);
}
