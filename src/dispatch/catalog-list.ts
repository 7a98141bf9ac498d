import type { BackendInstance } from '../ticketing/adapter.ts';
import type { Outcome } from './ask.ts';
import type { Catalog, CatalogName } from './catalogs.ts';
import type { GatewayContext } from './gateway-context.ts';
import { checkList } from './filter-input.ts';
import { failureFacts, sourceReport, type SourceReport } from './source-report.ts';

type EntryOf<Name extends CatalogName> =
  Awaited<ReturnType<typeof readEntries<Name>>> extends Outcome<Catalog<infer Entry>> ? Entry : never;

/**
 * One catalog of several backends.
 * @param ids the backends to ask; all if null
 * @returns the entries with their backend, in the order of the configuration, and an account of who answered
 */
export async function readCatalogs<Name extends CatalogName>(
  context: GatewayContext,
  name: Name,
  ids: readonly string[] | null | undefined,
): Promise<{
  readonly nodes: (EntryOf<Name> & { readonly backend: BackendInstance })[];
  readonly sources: SourceReport[];
}> {
  checkList(ids, 'backends');
  const backends = context.registry.select(ids, 'backends');
  const answers = await Promise.all(
    backends.map(async (backend) => ({ backend, outcome: await readEntries(context, backend, name) })),
  );
  return {
    nodes: answers.flatMap(({ backend, outcome }) =>
      'value' in outcome.answer ? outcome.answer.value.entries.map((entry) => ({ ...entry, backend })) : [],
    ),
    sources: answers.map(({ backend, outcome }) => toReport(backend, outcome)),
  };
}

function readEntries<Name extends CatalogName>(context: GatewayContext, backend: BackendInstance, name: Name) {
  return context.catalogs.read(context.asker, backend, name);
}

function toReport(backend: BackendInstance, outcome: Outcome<Catalog<unknown>>): SourceReport {
  const cost = { latencyMs: outcome.latencyMs, attempts: outcome.attempts };
  if ('error' in outcome.answer) return sourceReport(backend, { ...cost, ...failureFacts(outcome.answer.error) });
  const { entries, fetchedAt, staleBecause } = outcome.answer.value;
  return sourceReport(backend, {
    ...cost,
    rows: entries.length,
    totalCount: { kind: 'EXACT', value: entries.length },
    fetchedAt,
    ...(staleBecause === null ? {} : { ...failureFacts(staleBecause), state: 'STALE' as const }),
  });
}

/**
 * The entry of a backend's catalog with this code; null if the catalog has none.
 * @throws GatewayError if the catalog cannot be read
 */
export async function findInCatalog<Name extends CatalogName>(
  context: GatewayContext,
  backend: BackendInstance,
  name: Name,
  matches: (entry: EntryOf<Name>) => boolean,
): Promise<EntryOf<Name> | null> {
  const { answer } = await readEntries(context, backend, name);
  if ('error' in answer) throw answer.error;
  return answer.value.entries.find(matches) ?? null;
}
