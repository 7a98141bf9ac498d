import type { Call } from '../../src/ticketing/adapter.ts';
import type { TypeCatalog } from './type-catalog.ts';

/** Each may hold some hundred types. */
const MOST_CATALOGS = 100;

/**
 * One catalog for each caller, where each has a credential of their own: what one account may use another may not see. The
 * one unused for longest goes first.
 */
export function createTypeCatalogs(createOne: () => TypeCatalog): TypeCatalog {
  const catalogs = new Map<string, TypeCatalog>();

  function catalogOf({ principal }: Call): TypeCatalog {
    const key = principal.fingerprint;
    const catalog = catalogs.get(key) ?? createOne();
    catalogs.delete(key);
    catalogs.set(key, catalog);
    for (const oldest of catalogs.keys()) {
      if (catalogs.size <= MOST_CATALOGS) break;
      catalogs.delete(oldest);
    }
    return catalog;
  }

  return {
    list: (call) => catalogOf(call).list(call),
    index: (call) => catalogOf(call).index(call),
    find: (id, call) => catalogOf(call).find(id, call),
    indexIfQuick: (call) => catalogOf(call).indexIfQuick(call),
    indexAtHand: (call) => catalogOf(call).indexAtHand(call),
  };
}
