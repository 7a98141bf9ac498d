import type { TestGateway } from '../support/gateway.ts';
import type { UploadCase } from '../support/upload-cases.ts';
import type { WriteCase } from '../support/write-cases.ts';
import { formsOf, harmlessValues } from './hostile-write-cases.ts';
import { differences, isMade, partsWith, probe, type Probe, type ProbedWrite } from './write-probe.ts';
import type { WritePlace } from './write-places.ts';

/**
 * What a backend makes of a place. SENT: hostile values reach it as they are. GUARDED: harmless values reach it, all
 * hostile ones are refused. KEPT: the change is made, the value stays in the gateway. REFUSED: whatever stands there.
 */
export type PlaceUse = (typeof USES)[number];
const USES = ['REFUSED', 'KEPT', 'GUARDED', 'SENT'] as const;

export interface PlaceReport {
  readonly place: string;
  readonly use: PlaceUse;
  /** In which parts of requests its values stand. */
  readonly parts: readonly string[];
  /** Why a harmless value is refused; null if it is not. */
  readonly reason: string | null;
  readonly faults: readonly string[];
}

/** Puts every text into every place of every change. @returns one report a place, of the change that uses it most */
export async function walkPlaces(
  gateway: TestGateway,
  writes: readonly (WriteCase | UploadCase)[],
  places: readonly WritePlace[],
  texts: readonly string[],
): Promise<PlaceReport[]> {
  const reports = new Map<string, PlaceReport>();
  for (const write of writes) {
    const base = await write.prepare(gateway.emulator(write.backend).control, gateway);
    for (const place of places.filter(({ mutation }) => mutation === write.field)) {
      const report = await walkPlace(gateway, { write, base }, place, texts);
      const before = reports.get(place.name);
      reports.set(place.name, before === undefined ? report : joined(before, report));
    }
  }
  return [...reports.values()];
}

function joined(one: PlaceReport, other: PlaceReport): PlaceReport {
  const most = USES.indexOf(one.use) < USES.indexOf(other.use) ? other : one;
  const parts = [...new Set([...one.parts, ...other.parts])].sort();
  return { ...most, parts, faults: [...one.faults, ...other.faults] };
}

async function walkPlace(
  gateway: TestGateway,
  write: ProbedWrite,
  place: WritePlace,
  texts: readonly string[],
): Promise<PlaceReport> {
  const { harmless, mark } = await findHarmless(gateway, write, place);
  const isRefused = mark === null && harmless.payload?.outcome !== 'APPLIED';
  const faults = harmless.faults.map((fault) => `harmless: ${fault}`);
  let isSent = false;
  for (const text of texts) {
    for (const value of formsOf(place, write.write.backend, text)) {
      const hostile = await probe(gateway, write, place, value);
      const changing = hostile.requests.filter(({ method }) => method !== 'GET');
      const found = [
        ...hostile.faults,
        ...(isNoText(text) && isMade(hostile) && !isMarkOfCaller(place) ? ['takes what is no text'] : []),
        ...(isRefused ? changing.map(({ route }) => `sent ${route}`) : differences(hostile, harmless, text, mark)),
      ];
      faults.push(...found.map((fault) => `${write.write.name}, ${JSON.stringify(text)}: ${fault}`));
      isSent ||= mark !== null && partsWith(hostile, text).length > 0;
    }
  }
  return {
    place: place.name,
    use: isRefused ? 'REFUSED' : mark === null ? 'KEPT' : isSent ? 'SENT' : 'GUARDED',
    parts: mark === null ? [] : partsWith(harmless, mark),
    reason: isRefused ? (harmless.payload?.userErrors[0]?.message ?? harmless.errors[0]?.message ?? null) : null,
    faults,
  };
}

/** True for what no backend can be given as a text. */
function isNoText(text: string): boolean {
  return text.includes('\u0000') || !text.isWellFormed();
}

/** The caller's own mark goes to no backend: it is given back, whatever it is. */
function isMarkOfCaller({ path }: WritePlace): boolean {
  return path.at(-1) === 'clientMutationId';
}

/** A harmless value that reaches the backend; if there is none, one with which the change is made, or else any. */
async function findHarmless(
  gateway: TestGateway,
  write: ProbedWrite,
  place: WritePlace,
): Promise<{ readonly harmless: Probe; readonly mark: string | null }> {
  const probes: Probe[] = [];
  for (const mark of harmlessValues(place)) {
    for (const value of formsOf(place, write.write.backend, mark)) {
      const harmless = await probe(gateway, write, place, value);
      if (partsWith(harmless, mark).length > 0) return { harmless, mark };
      probes.push(harmless);
    }
  }
  const [first] = probes;
  if (first === undefined) throw new Error(`There is no harmless value for ${place.name}.`);
  return { harmless: probes.find(({ payload }) => payload?.outcome === 'APPLIED') ?? first, mark: null };
}
