import type { ChangeNews } from '../ticketing/own-change.ts';
import { toOwnChange } from './to-own-change.ts';
import { ask, beginCall, type Asker } from '../dispatch/ask.ts';
import { forgetReads } from '../dispatch/forget.ts';
import { confineInput } from '../dispatch/guard-writes.ts';
import type { GatewayContext, GatewayParts } from '../dispatch/gateway-context.ts';
import { sourceReport, type SourceReport } from '../dispatch/source-report.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { UploadStore } from '../store/upload-store.ts';
import { toGatewayError, type GatewayError } from '../ticketing/errors.ts';
import type { Instant } from '../ticketing/instant.ts';
import type { ChangeSummary } from '../ticketing/observation.ts';
import type { Ticket } from '../ticketing/ticket.ts';
import type { TransitionKind } from '../ticketing/transition.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { LogResult, TicketResult, UserError, WriteName } from '../ticketing/write.ts';
import { checkKey, type Idempotency } from './idempotency.ts';
import { withOwnEntry } from './own-entry.ts';
import {
  performWrite,
  refusalsBefore,
  refuseMove,
  rejected,
  type InputOf,
  type ResultOf,
  type WriteAnswer,
} from './perform-write.ts';
import { recordChange, type MadeChange } from './record-change.ts';

/** What every mutation lets its caller say about the change itself. */
export interface ChangeControl {
  readonly idempotencyKey: string | null;
  readonly isDryRun: boolean;
  /** The version of the ticket that the caller saw; null if any will do. */
  readonly ifVersion: string | null;
}

export interface ChangeRequest<Name extends WriteName> {
  readonly backend: BackendInstance;
  readonly name: Name;
  readonly input: InputOf<Name>;
  /** The ticket that is changed; null for a new one. */
  readonly ticketId: string | null;
  /** The move as its caller named it, where the change is one. */
  readonly move?: TransitionKind;
  readonly control: ChangeControl;
  /** What makes the change what it is, where that is not the input as it stands. JSON. */
  readonly identity?: unknown;
  /** Refuses a change that was not made before under its key; null lets it through. */
  readonly refuseAnew?: () => UserError | null;
}

/** What became of a change, and what asking the backend cost. */
export interface ChangeReport<Result> {
  readonly answer: WriteAnswer<Result>;
  readonly source: SourceReport;
}

/** What all requests share, with what changes need. */
export interface ChangeParts extends GatewayParts {
  readonly idempotency: Idempotency;
  /** Told what every change came to that was not refused at once; dry runs are none. */
  readonly reportChange?: (summary: ChangeSummary) => void;
  readonly uploads: UploadStore;
  readonly news: ChangeNews;
}

/** What resolvers see. */
export type ChangeContext = ChangeParts & GatewayContext;

/**
 * Makes a change to a backend: refused before any call where that can be known, at most once for each key, and followed by
 * forgetting what was read before.
 * @throws GatewayError if a fault kept it from being made: then nothing was changed
 */
export async function makeChange<Name extends WriteName>(
  context: ChangeContext,
  request: ChangeRequest<Name>,
): Promise<ChangeReport<ResultOf<Name>>> {
  const { backend, name, control } = request;
  if (control.idempotencyKey !== null) checkKey(control.idempotencyKey);
  const cost = createCost(context.asker, backend);
  const confined = confineInput(backend, context.asker.principal, name, request.input);
  if ('refusal' in confined) return { answer: rejected([confined.refusal]), source: cost.report() };
  const { input } = confined;
  const refusals = refuseMove(backend, request.move) ?? refusalsBefore({ backend, name, input });
  if (refusals.length > 0) return { answer: rejected(refusals), source: cost.report() };

  async function make(): Promise<WriteAnswer<ResultOf<Name>>> {
    const conflict = request.refuseAnew?.() ?? (await findConflict(context, request));
    if (conflict !== null) return rejected([conflict]);
    const { isDryRun } = control;
    const write = {
      backend,
      name,
      input,
      isDryRun,
      startedAt: Date.now(),
      beginCall: cost.beginCall,
      onFault: (thrown: unknown) => void cost.toError(thrown),
    };
    const answer = await performWrite(write).catch((thrown: unknown) => {
      throw cost.toError(thrown);
    });
    const shown = await recorded(context, request, await withEntry(context, request, answer));
    tellOthers(context, request, shown);
    return shown;
  }

  try {
    const identity = [name, backend.id, request.identity ?? input, control.ifVersion];
    const answer = control.isDryRun
      ? await make()
      : await context.idempotency.once(context.asker.principal, control.idempotencyKey, identity, make);
    if (!control.isDryRun) context.reportChange?.({ backend: backend.id, change: name, outcome: answer.outcome });
    return { answer, source: cost.report(answer.outcome === 'UNKNOWN' ? 'The outcome is not known.' : null) };
  } finally {
    if (!control.isDryRun) forgetReads(context, backend);
  }
}

/** Whoever is subscribed learns of the change at once; of one whose outcome is open, when somebody has looked. */
function tellOthers<Name extends WriteName>(
  { news, asker }: ChangeContext,
  { backend, name, input, ticketId }: ChangeRequest<Name>,
  { outcome, result }: WriteAnswer<ResultOf<Name>>,
): void {
  if (outcome === 'UNKNOWN') news.hurry(backend);
  if (outcome !== 'APPLIED' || result === null) return;
  const change = toOwnChange({ name, backend, principal: asker.principal, ticketId, input, result });
  if (change !== null) news.publish(change);
}

/** A change that is refused before anything else is looked at. */
export function refuseChange(
  { asker }: ChangeContext,
  backend: BackendInstance,
  refusal: UserError,
): ChangeReport<never> {
  return { answer: rejected([refusal]), source: createCost(asker, backend).report() };
}

/** The answer, with the entry of a log that its backend cannot show. */
async function withEntry<Name extends WriteName>(
  context: ChangeContext,
  { backend, name, input }: ChangeRequest<Name>,
  answer: WriteAnswer<ResultOf<Name>>,
): Promise<WriteAnswer<ResultOf<Name>>> {
  if (name !== 'addComment' && name !== 'logInteraction') return answer;
  const written = input as unknown as InputOf<'addComment' | 'logInteraction'>;
  const shown = await withOwnEntry(context, backend, written, answer as unknown as WriteAnswer<LogResult>);
  return shown as unknown as WriteAnswer<ResultOf<Name>>;
}

/** The answer, after what was done is kept for the history of the ticket. */
async function recorded<Name extends WriteName>(
  context: ChangeContext,
  { backend, name, input }: ChangeRequest<Name>,
  answer: WriteAnswer<ResultOf<Name>>,
): Promise<WriteAnswer<ResultOf<Name>>> {
  const isKept = name === 'transitionTicket' || name === 'escalateTicket';
  // Only a change that was made has a result.
  if (!isKept || answer.result === null) return answer;
  const change = { name, input } as unknown as MadeChange;
  const warnings = await recordChange(context, backend, change, answer.result as TicketResult, Date.now());
  return warnings.length === 0 ? answer : { ...answer, warnings: [...answer.warnings, ...warnings] };
}

/** Compares the version that the caller saw with a fresh reading. */
async function findConflict<Name extends WriteName>(
  context: ChangeContext,
  { backend, ticketId, control }: ChangeRequest<Name>,
): Promise<UserError | null> {
  if (control.ifVersion === null || ticketId === null) return null;
  context.loaders.ticket.clearAll();
  const current = await context.loaders.ticket.load({ backend, nativeId: ticketId });
  if (current === null) return { field: 'ticketId', code: 'NOT_FOUND', message: 'The backend knows no such ticket.' };
  if (current.version === control.ifVersion) return null;
  return { field: 'ifVersion', code: 'CONFLICT', message: 'The ticket has changed since you saw it.' };
}

interface Cost {
  readonly beginCall: () => ReturnType<typeof beginCall>['call'];
  /** Whatever was thrown, as this backend's error; the log is told. */
  toError(thrown: unknown): GatewayError;
  report(failure?: string | null): SourceReport;
}

/** Counts over all calls that one change takes. The caller going away does not cut a write in two. */
function createCost(asker: Asker, backend: BackendInstance): Cost {
  const calls: ReturnType<typeof beginCall>[] = [];
  const startedAt = performance.now();
  return {
    beginCall() {
      const tracked = beginCall({ ...asker, signal: new AbortController().signal }, backend);
      calls.push(tracked);
      return tracked.call;
    },
    toError: (thrown) => calls.at(-1)?.toError(thrown) ?? toGatewayError(thrown),
    report(failure = null) {
      const attempts = calls.reduce((sum, call) => sum + call.attempts(), 0);
      return sourceReport(backend, {
        attempts,
        latencyMs: attempts === 0 ? 0 : Math.round(performance.now() - startedAt),
        ...(failure === null ? {} : { state: 'FAILED' as const, message: failure }),
      });
    },
  };
}

/** A ticket that a change brought. */
export interface ShownTicket {
  readonly ticket: Omit<Ticket, 'backend' | 'freshness'>;
  readonly madeAt: Instant;
  readonly isReplayed: boolean;
}

/**
 * The ticket to show after a change: as the backend showed it, else read again, else null.
 * @param shown what the change itself brought, and when; `isReplayed` if it is the first answer given again
 */
export async function ticketAfter(
  context: ChangeContext,
  backend: BackendInstance,
  nativeId: string | null,
  shown: ShownTicket | null,
): Promise<Ticket | null> {
  if (shown !== null) {
    const { isReplayed, madeAt } = shown;
    const freshness = { state: isReplayed ? 'CACHED' : 'LIVE', fetchedAt: madeAt } as const;
    const ticket: Ticket = { ...shown.ticket, backend: backend.id, freshness };
    // By now a later copy may be known.
    if (isReplayed) return ticket;
    if (isUnsupported(backend.operations.getTickets)) await context.known.remember(context.asker.principal, ticket);
    return ticket;
  }
  if (nativeId === null) return null;
  // The schema promises null where the ticket cannot be read: the change itself has its own outcome.
  const outcome = await ask(context.asker, backend, async () => context.loaders.ticket.load({ backend, nativeId }));
  return 'value' in outcome.answer ? outcome.answer.value : null;
}
