import type { TicketField } from '../../src/ticketing/ticket.ts';

/** One changing request of several. */
export interface Step {
  /** What it does, to be told if it fails, e.g. `adding the tag "urgent"`. */
  readonly what: string;
  /** The field of the ticket that it changes. */
  readonly field: TicketField;
  readonly take: () => Promise<void>;
}

/** What is to be taken away from a set, and what is to be added, so that it becomes another. */
export function differenceOf(
  present: readonly string[],
  wanted: readonly string[],
): { readonly removed: string[]; readonly added: string[] } {
  const [has, wants] = [new Set(present), new Set(wanted)];
  return { removed: [...has].filter((item) => !wants.has(item)), added: [...wants].filter((item) => !has.has(item)) };
}

/** True if both have the same items, in any order. */
export function areSameSets(left: readonly string[], right: readonly string[]): boolean {
  const { removed, added } = differenceOf(left, right);
  return removed.length === 0 && added.length === 0;
}
