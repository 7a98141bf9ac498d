import type { Call } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import type { OneviewClient, ReadOperation } from './client.ts';
import { wordlessContactReason, type ContactReasons } from './mapping.ts';
import { toText } from './mapping-values.ts';
import type { OneviewTicket, OneviewTiers } from './wire.ts';

/** Finds the words for contact reasons of tickets that hold only the code. */
export interface ContactReasonSource {
  /** False if no call is configured, so that there is nothing to find. */
  readonly isConfigured: boolean;
  /** The words for the codes in these tickets, with at most one call. Never fails: words are not worth losing a ticket. */
  read(tickets: readonly OneviewTicket[], call: Call): Promise<ContactReasons>;
}

const NONE: ContactReasons = new Map();
/** Words that take longer than this are done without. */
const LONGEST_WAIT_MS = 2_000;

export function createContactReasonSource(
  client: OneviewClient,
  operation: ReadOperation | undefined,
  log: AdapterLog,
): ContactReasonSource {
  return {
    isConfigured: operation !== undefined,
    async read(tickets, call) {
      const codes = new Set(tickets.map(wordlessContactReason).filter((code) => code !== null));
      if (operation === undefined || codes.size === 0) return NONE;
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(LONGEST_WAIT_MS)]);
      try {
        const { data } = await client.readContactReasons(operation, { ...call, signal });
        return findContactReasons(data ?? {}, codes, call.language);
      } catch (error) {
        log.warn('The contact reasons cannot be read; tickets show their codes alone.', {
          code: toGatewayError(error).code,
        });
        return NONE;
      }
    },
  };
}

/**
 * Searches all levels for the codes.
 * @param language a BCP 47 tag; where a code has no text in it, its first text is taken
 */
export function findContactReasons(
  tiers: OneviewTiers,
  codes: ReadonlySet<string>,
  language: string,
): Map<string, string> {
  const found = new Map<string, string>();
  // ASSUMPTION: the blueprint lost the members of a level; it is read as a map from the whole code to its entry.
  const levels: OneviewTiers[] = [tiers];
  for (const level of levels) {
    for (const [code, { translations, child }] of Object.entries(level)) {
      const texts = (translations ?? []).filter(({ translation }) => toText(translation) !== null);
      const best = texts.find((text) => isSameLanguage(text.language, language)) ?? texts[0];
      if (codes.has(code) && typeof best?.translation === 'string') found.set(code, best.translation);
      if (child !== undefined && child !== null) levels.push(child);
    }
  }
  return found;
}

/** The API writes languages with two letters in one place (en) and with three in another (eng). */
function isSameLanguage(one: string | null | undefined, other: string): boolean {
  const language = baseLanguage(one ?? '');
  return language !== null && language === baseLanguage(other);
}

function baseLanguage(tag: string): string | null {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return null;
  }
}
