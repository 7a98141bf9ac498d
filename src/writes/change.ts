import { ask, beginCall, type Asker } from '../dispatch/ask.ts';
import { forgetReads } from '../dispatch/forget.ts';
import type { GatewayContext, GatewayParts } from '../dispatch/gateway-context.ts';
import { sourceReport, type SourceReport } from '../dispatch/source-report.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../ticketing/errors.ts';
import type { Ticket } from '../ticketing/ticket.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import { EMPTY_INTERACTION, type InteractionLog } from '../ticketing/interaction-log.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { LogResult, UserError, WriteName } from '../ticketing/write.ts';
import type { Idempotency } from './idempotency.ts';
import {
  performWrite,
  refusalsBefore,
  rejected,
  type InputOf,
  type ResultOf,
  type WriteAnswer,
} from './perform-write.ts';

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
  readonly control: ChangeControl;
}

/** What became of a change, and what asking the backend cost. */
export interface ChangeReport<Result> {
  readonly answer: WriteAnswer<Result>;
  readonly source: SourceReport;
}

/** What all requests share, with what changes need. */
export interface ChangeParts extends GatewayParts {
  readonly idempotency: Idempotency;
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
  const { backend, name, input, control } = request;
  const cost = createCost(context.asker, backend);
  const refusals = refusalsBefore({ backend, name, input });
  if (refusals.length > 0) return { answer: rejected(refusals), source: cost.report() };

  async function make(): Promise<WriteAnswer<ResultOf<Name>>> {
    const conflict = await findConflict(context, request);
    if (conflict !== null) return rejected([conflict]);
    const { isDryRun } = control;
    const write = { backend, name, input, isDryRun, startedAt: Date.now(), beginCall: cost.beginCall };
    return performWrite(write).catch((thrown: unknown) => {
      throw cost.toError(thrown);
    });
  }

  try {
    const identity = [name, backend.id, input, control.ifVersion];
    const answer = control.isDryRun
      ? await make()
      : await context.idempotency.once(context.asker.principal, control.idempotencyKey, identity, make);
    return { answer, source: cost.report(answer.outcome === 'UNKNOWN' ? 'The outcome is not known.' : null) };
  } finally {
    if (!control.isDryRun) forgetReads(context, backend);
  }
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

/**
 * The ticket to show after a change: as the backend showed it, else read again, else null.
 * @param shown what the change itself brought
 */
export async function ticketAfter(
  context: ChangeContext,
  backend: BackendInstance,
  nativeId: string | null,
  shown: Omit<Ticket, 'backend' | 'freshness'> | null,
): Promise<Ticket | null> {
  if (shown !== null) {
    const ticket: Ticket = {
      ...shown,
      backend: backend.id,
      freshness: { state: 'LIVE', fetchedAt: new Date().toISOString() },
    };
    if (isUnsupported(backend.operations.getTickets)) await context.known.remember(context.asker.principal, ticket);
    return ticket;
  }
  if (nativeId === null) return null;
  // The schema promises null where the ticket cannot be read: the change itself has its own outcome.
  const outcome = await ask(context.asker, backend, async () => context.loaders.ticket.load({ backend, nativeId }));
  return 'value' in outcome.answer ? outcome.answer.value : null;
}

/**
 * The entry to show after something was written about a ticket: as the backend showed it, or, where it cannot be read back,
 * as it was sent; then it is kept for the ticket's log.
 */
export async function entryAfter(
  context: ChangeContext,
  backend: BackendInstance,
  ticketId: string,
  text: string,
  { answer }: ChangeReport<LogResult>,
): Promise<InteractionLog | null> {
  const shown = answer.result?.entry ?? null;
  if (shown !== null || answer.outcome !== 'APPLIED' || !isUnsupported(backend.operations.getInteractionLogs))
    return shown;
  const createdAt = new Date().toISOString();
  const nativeId = fingerprint([ticketId, createdAt, text]);
  const entry: InteractionLog = { ...EMPTY_INTERACTION, nativeId, kind: 'MESSAGE', side: 'UNKNOWN', text, createdAt };
  await context.ownLogs.remember(context.asker.principal, backend.id, ticketId, entry);
  return entry;
}
