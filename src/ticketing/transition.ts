import type { Instant } from './instant.ts';
import type { StatusReference } from './status.ts';
import { isUnsupported, type Supported } from './unsupported.ts';

export const TRANSITION_KINDS = [
  'START',
  'CONFIRM',
  'REOPEN',
  'COMPLETE',
  'CLOSE',
  'CANCEL',
  'HOLD',
  'REJECT',
  'REMIND',
  'TRANSFER',
  'ESCALATE',
  'OUTSOURCE',
] as const;

/** A move that a person makes with a ticket. */
export type TransitionKind = (typeof TRANSITION_KINDS)[number];

/** Something that happened to a ticket's status, as far as its backend tells. */
export interface TransitionRecord {
  /** Null where the backend tells only where the ticket arrived. */
  readonly from: StatusReference | null;
  readonly to: StatusReference;
  readonly at: Instant | null;
  readonly by: string | null;
  readonly reason: string | null;
  /** Which move it was; left out where nobody says. */
  readonly kind?: TransitionKind;
}

/** When a backend permits one kind of move. Codes are the backend's own status values. */
export interface TransitionRule {
  readonly label: string;
  readonly from: { readonly only: readonly string[] } | { readonly except: readonly string[] };
  /** Names of the inputs that the move takes; a trailing `!` marks one that must be given. */
  readonly inputFields: readonly string[];
}

/** Every kind of move is decided: a rule, or the reason why there is none. */
export type TransitionRules = Readonly<Record<TransitionKind, Supported<TransitionRule>>>;

export interface AvailableTransition {
  readonly kind: TransitionKind;
  readonly label: string;
  readonly isAllowed: boolean;
  /** Why not; null if allowed. */
  readonly reason: string | null;
  readonly inputFields: readonly string[];
}

/** What can be done with a ticket in this state: one entry a kind, in the order of TRANSITION_KINDS. */
export function availableTransitions(rules: TransitionRules, status: StatusReference): AvailableTransition[] {
  return TRANSITION_KINDS.map((kind) => availableTransition(kind, rules[kind], status));
}

function availableTransition(
  kind: TransitionKind,
  rule: Supported<TransitionRule>,
  status: StatusReference,
): AvailableTransition {
  if (isUnsupported(rule)) {
    return { kind, label: defaultLabel(kind), isAllowed: false, reason: rule.unsupported, inputFields: [] };
  }
  const isAllowed =
    'only' in rule.from ? rule.from.only.includes(status.code) : !rule.from.except.includes(status.code);
  const reason = isAllowed ? null : refusal(rule, status);
  return { kind, label: rule.label, isAllowed, reason, inputFields: rule.inputFields };
}

function refusal(rule: TransitionRule, status: StatusReference): string {
  const state = status.label ?? status.code;
  if ('only' in rule.from) return `Not possible in the state "${state}", only in: ${rule.from.only.join(', ')}.`;
  return `Not possible in the state "${state}".`;
}

function defaultLabel(kind: TransitionKind): string {
  return kind.charAt(0) + kind.slice(1).toLowerCase();
}
