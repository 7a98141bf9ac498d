import type { BackendInstance, Call } from '../ticketing/adapter.ts';
import { GatewayError, toGatewayError, type ErrorCode } from '../ticketing/errors.ts';
import type { Instant } from '../ticketing/instant.ts';
import type { TransitionKind } from '../ticketing/transition.ts';
import { isUnsupported, type Unsupported } from '../ticketing/unsupported.ts';
import type {
  OutgoingRequest,
  Reconciliation,
  UserError,
  Write,
  WriteCall,
  WriteName,
  WriteOperations,
} from '../ticketing/write.ts';

export type WriteOutcome = 'APPLIED' | 'REPLAYED' | 'REJECTED' | 'UNKNOWN' | 'PREVIEWED';

/** What became of a write. JSON throughout, so that it can be kept and given again. */
export interface WriteAnswer<Result> {
  readonly outcome: WriteOutcome;
  /** When the change was made; left out unless it was. */
  readonly madeAt?: Instant;
  readonly result: Result | null;
  readonly userErrors: readonly UserError[];
  readonly warnings: readonly string[];
  /** With UNKNOWN: what a person should look for. */
  readonly reconcileHint: string | null;
  readonly request: OutgoingRequest | null;
}

export type InputOf<Name extends WriteName> =
  Exclude<WriteOperations[Name], Unsupported> extends Write<infer Input, infer _Result> ? Input : never;
export type ResultOf<Name extends WriteName> =
  Exclude<WriteOperations[Name], Unsupported> extends Write<infer _Input, infer Result> ? Result : never;

/** A change that somebody wants. */
export interface WriteRequest<Name extends WriteName> {
  readonly backend: BackendInstance;
  readonly name: Name;
  readonly input: InputOf<Name>;
  readonly isDryRun: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** A call with its deadline running; a new one each time. */
  readonly beginCall: () => Call;
  /** Told of a mistake made while looking whether a change was made, which leaves its outcome unknown. */
  readonly onFault?: (thrown: unknown) => void;
}

/** Refusals that a person can act on; every other failure is a fault. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'NOT_FOUND',
  'INVALID_INPUT',
  'FORBIDDEN',
  'CONFLICT',
  'INVALID_TRANSITION',
  'UNSUPPORTED',
  'KEY_REUSED',
]);

const DEFAULT_HINT = 'The backend gave no answer. Look at the ticket before you try again.';

/** What can be refused without a call: an operation that the backend lacks, and input that it cannot take. */
export function refusalsBefore<Name extends WriteName>({
  backend,
  name,
  input,
}: Pick<WriteRequest<Name>, 'backend' | 'name' | 'input'>): readonly UserError[] {
  const operation = backend.operations[name];
  if (isUnsupported(operation)) return [{ field: null, code: 'UNSUPPORTED', message: operation.unsupported }];
  return (operation as unknown as Write<InputOf<Name>, ResultOf<Name>>).check(input);
}

/** The refusal of a move that no ticket of the backend can make, with the reason of that very move; null for all others. */
export function refuseMove({ transitions }: BackendInstance, move: TransitionKind | undefined): UserError[] | null {
  const rule = move === undefined ? undefined : transitions[move];
  if (rule === undefined || !isUnsupported(rule)) return null;
  return [{ field: 'transition', code: 'UNSUPPORTED', message: rule.unsupported }];
}

/**
 * Makes a change once and finds out what became of it. A change that may have arrived is never sent again.
 * @throws GatewayError if a fault kept the change from being made: then nothing was changed
 */
export async function performWrite<Name extends WriteName>(
  request: WriteRequest<Name>,
): Promise<WriteAnswer<ResultOf<Name>>> {
  const operation = request.backend.operations[request.name] as unknown as Write<InputOf<Name>, ResultOf<Name>>;
  const call = request.beginCall();
  // True while a changing request has left and nobody has said that it changed nothing.
  let isOpen = false;
  let preview: OutgoingRequest | null = null;
  const writeCall: WriteCall = {
    ...call,
    startedAt: request.startedAt,
    beforeCall() {
      // A change that has begun is not left half done because its operation asked for much.
      if (!isOpen) call.beforeCall?.();
    },
    onWrite(state) {
      isOpen = state === 'SENT';
    },
    ...(request.isDryRun
      ? {
          preview(outgoing: OutgoingRequest) {
            preview = outgoing;
          },
        }
      : {}),
  };
  try {
    const result = await operation.apply(request.input, writeCall);
    return request.isDryRun ? previewed(null) : applied(result);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (error.facts.isPreview === true) return previewed(preview);
    if (!isOpen) return refused(error);
    return reconcile(operation, request);
  }
}

async function reconcile<Name extends WriteName>(
  operation: Write<InputOf<Name>, ResultOf<Name>>,
  request: WriteRequest<Name>,
): Promise<WriteAnswer<ResultOf<Name>>> {
  if (isUnsupported(operation.reconcile)) return unknown(operation.reconcile.unsupported);
  const found = await lookAfter(operation.reconcile, request);
  switch (found.state) {
    case 'APPLIED':
      return applied(found.result, 'The backend gave no answer; the change was found by looking.');
    case 'NOT_APPLIED':
      throw new GatewayError(
        'BACKEND_UNAVAILABLE',
        'The backend did not make the change, as looking shows. It may be tried again.',
        {
          backend: request.backend.id,
        },
      );
    case 'UNKNOWN':
      return unknown(found.hint ?? DEFAULT_HINT);
  }
}

/** Looking that fails tells nothing: the outcome stays unknown. */
async function lookAfter<Input, Result>(
  look: (input: Input, call: WriteCall) => Promise<Reconciliation<Result>>,
  request: Pick<WriteRequest<WriteName>, 'startedAt' | 'beginCall' | 'onFault'> & { readonly input: Input },
): Promise<Reconciliation<Result>> {
  try {
    // Looking is owed whatever else the operation asked for.
    const call = { ...request.beginCall(), startedAt: request.startedAt, beforeCall: () => {} };
    return await look(request.input, call);
  } catch (thrown) {
    // Thrown on, it would free the key of a change that may have been made.
    if (!(thrown instanceof GatewayError)) request.onFault?.(thrown);
    return { state: 'UNKNOWN' };
  }
}

const NOTHING = { result: null, userErrors: [], warnings: [], reconcileHint: null, request: null };

function applied<Result>(result: Result, ...warnings: readonly string[]): WriteAnswer<Result> {
  const own = (result as { readonly warnings?: readonly string[] }).warnings ?? [];
  const madeAt = new Date().toISOString();
  return { ...NOTHING, outcome: 'APPLIED', madeAt, result, warnings: [...own, ...warnings] };
}

function unknown<Result>(reconcileHint: string): WriteAnswer<Result> {
  return { ...NOTHING, outcome: 'UNKNOWN', reconcileHint };
}

function previewed<Result>(request: OutgoingRequest | null): WriteAnswer<Result> {
  const warnings = request === null ? ['Nothing would be sent: the ticket is already so.'] : [];
  return { ...NOTHING, outcome: 'PREVIEWED', request, warnings };
}

/** @throws the error itself if it is a fault */
function refused<Result>(error: GatewayError): WriteAnswer<Result> {
  if (!REFUSALS.has(error.code)) throw error;
  return rejected([{ field: error.facts.field ?? null, code: error.code, message: error.message }]);
}

/** A change that was not made, and why. */
export function rejected<Result>(userErrors: readonly UserError[]): WriteAnswer<Result> {
  return { ...NOTHING, outcome: 'REJECTED', userErrors };
}
