import {
  createSourceEventStream,
  execute,
  GraphQLError,
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import { randomUUID } from 'node:crypto';
import type { Asker } from '../dispatch/ask.ts';
import { createCallBudget } from '../dispatch/call-budget.ts';
import { createGatewayContext } from '../dispatch/gateway-context.ts';
import { LEFT, unlessLeft } from '../live/unless-left.ts';
import type { LiveContext, LiveContextParts } from '../live/live-context.ts';
import type { Counters } from '../store/counters.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { BeginOperation, OperationWatch } from '../ticketing/observation.ts';
import type { Principal } from '../ticketing/principal.ts';
import { formatError, reportFault, type ErrorLog } from './error-format.ts';
import { reported, reportRefusal } from './live-reports.ts';
import {
  checkLiveRequest,
  createLiveRequestReader,
  withCode,
  type LiveOperation,
  type LiveRequest,
  type LiveRequestOptions,
} from './live-request.ts';
import type { Overload } from './overload.ts';
import { callerOf, takeRequest, type RateLimitSettings } from './rate-limit.ts';

/** Who asks, from where. */
export interface LiveCaller {
  readonly principal: Principal;
  /** Network address of the client. */
  readonly address: string;
  readonly language: string;
}

/** An answer as it goes to the client. */
export interface LiveResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

export type LiveResults = AsyncGenerator<LiveResult, void, undefined>;

export interface LiveOperationsOptions extends LiveRequestOptions {
  readonly parts: LiveContextParts;
  readonly log: ErrorLog;
  readonly counters: Counters;
  /** Whether there is room for more, counted together with GraphQL over HTTP. */
  readonly overload: Pick<Overload, 'enter' | 'leave'>;
  readonly operationDeadlineMs: number;
  /** Who follows the operations; left out if nobody. */
  readonly beginOperation?: BeginOperation;
  readonly limits: LiveRequestOptions['limits'] & RateLimitSettings & { readonly backendCalls: number };
}

/** GraphQL outside Apollo Server: with the same limits, the same context and the same errors. */
export interface LiveOperations {
  /**
   * Looks at a request before anything is done for it.
   * @returns an answer with errors alone if what it asks for is refused
   * @throws GatewayError if the request itself is: RATE_LIMITED, BACKEND_UNAVAILABLE where there is no room, and
   * INVALID_INPUT where it says not what it asks for
   */
  read(
    request: LiveRequest,
    caller: LiveCaller,
  ): Promise<{ readonly accepted: LiveOperation } | { readonly refusal: LiveResult }>;
  /**
   * One answer for a query or a mutation, many for a subscription. Ends with the signal; whoever begins it has to take the
   * first result. Never throws.
   * @returns an answer with errors alone if the subscription was refused
   */
  begin(
    operation: LiveOperation,
    caller: LiveCaller,
    signal: AbortSignal,
  ): Promise<{ readonly results: LiveResults } | { readonly refusal: LiveResult }>;
  /** The same, where a refusal is a result as any other. */
  run(operation: LiveOperation, caller: LiveCaller, signal: AbortSignal): LiveResults;
  /** Whatever was thrown, as a client may see it. */
  toErrors(thrown: unknown): readonly GraphQLFormattedError[];
}

export function createLiveOperations(options: LiveOperationsOptions): LiveOperations {
  const { schema, parts, log, limits } = options;
  const readRequest = createLiveRequestReader(options);
  // What many subscribers want of the same event is worked out once.
  const shared = new WeakMap<object, SharedAnswers>();

  function format(thrown: unknown): GraphQLFormattedError {
    const error = thrown instanceof GraphQLError ? thrown : new GraphQLError('', { originalError: toError(thrown) });
    return formatError(error.toJSON(), error, log, !options.allowsIntrospection);
  }

  function toResult({ data, errors }: ExecutionResult): LiveResult {
    // graphql-js marks neither: what has no path was refused before anything was executed.
    const formatted = errors?.map((error) =>
      format(error.path === undefined && isWithoutOriginal(error) ? withCode(error, 'BAD_USER_INPUT') : error),
    );
    return { ...(data === undefined ? {} : { data }), ...(formatted === undefined ? {} : { errors: formatted }) };
  }

  function contextFor(
    { principal, language }: LiveCaller,
    signal: AbortSignal,
    watch?: OperationWatch,
    correlationId: string = randomUUID(),
  ): LiveContext {
    const asker: Asker = {
      principal,
      language,
      signal,
      correlationId,
      ...(watch === undefined ? {} : { watch }),
      budget: createCallBudget(limits.backendCalls),
      reportFault: (error) => reportFault(error, correlationId, log),
    };
    return createGatewayContext(parts, asker);
  }

  function toArguments({ document, operation, variables }: LiveOperation, contextValue: LiveContext) {
    return { schema, document, operationName: operation.name?.value, variableValues: variables, contextValue };
  }

  async function answerEvent(event: object, operation: LiveOperation, caller: LiveCaller): Promise<LiveResult> {
    const context = contextFor(caller, AbortSignal.timeout(options.operationDeadlineMs));
    return toResult(await execute({ ...toArguments(operation, context), rootValue: event }));
  }

  function answerOnceForAll(event: object, key: string, work: () => Promise<LiveResult>) {
    const answers: SharedAnswers = shared.get(event) ?? new Map();
    shared.set(event, answers);
    async function answer(): Promise<LiveResult> {
      const result = await work();
      answers.set(key, result);
      return result;
    }
    const known = answers.get(key) ?? answer();
    answers.set(key, known);
    return known;
  }

  async function* answerEvents(
    events: AsyncIterable<unknown>,
    operation: LiveOperation,
    caller: LiveCaller,
    signal: AbortSignal,
  ): LiveResults {
    const key = fingerprint([operation.key, caller.principal.fingerprint, caller.language]);
    for await (const event of events as AsyncIterable<object>) {
      const answer = answerOnceForAll(event, key, () => answerEvent(event, operation, caller));
      // Whoever leaves is not kept by a backend that is slow to answer: others may still want it.
      const result = answer instanceof Promise ? await unlessLeft(answer, signal) : answer;
      if (result === LEFT) return;
      yield result;
    }
  }

  async function* answerOnce(operation: LiveOperation, signal: AbortSignal, toContext: ToContext): LiveResults {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(options.operationDeadlineMs)]);
    options.overload.enter();
    let result: LiveResult;
    try {
      result = toResult(await execute(toArguments(operation, toContext(deadline))));
    } finally {
      options.overload.leave();
    }
    // Whoever does not take the answer holds no place.
    yield result;
  }

  async function open(
    operation: LiveOperation,
    caller: LiveCaller,
    signal: AbortSignal,
    toContext: ToContext,
  ): Promise<LiveResults | LiveResult> {
    if (operation.operation.operation !== OperationTypeNode.SUBSCRIPTION)
      return answerOnce(operation, signal, toContext);
    const events = await createSourceEventStream(toArguments(operation, toContext(signal)));
    return Symbol.asyncIterator in events ? answerEvents(events, operation, caller, signal) : toResult(events);
  }

  async function begin(
    operation: LiveOperation,
    caller: LiveCaller,
    signal: AbortSignal,
  ): Promise<{ readonly results: LiveResults } | { readonly refusal: LiveResult }> {
    const correlationId = randomUUID();
    const principal = caller.principal.fingerprint;
    const { operation: type } = operation.operation;
    const watch = options.beginOperation?.({ correlationId, principal, headers: {}, type });
    const toContext = (until: AbortSignal): LiveContext => contextFor(caller, until, watch, correlationId);
    const opened = await open(operation, caller, signal, toContext).catch((thrown: unknown): LiveResult => ({
      errors: [format(thrown)],
    }));
    if (Symbol.asyncIterator in opened) {
      return { results: reported(opened, operation.operation, watch, signal, format) };
    }
    reportRefusal(opened, operation.operation, watch);
    return { refusal: opened };
  }

  /** What becomes of an operation of which nothing more is known than that it is refused. */
  function refuse(thrown: unknown, { fingerprint: principal }: Principal): LiveResult {
    const refusal = { errors: [format(thrown)] };
    const watch = options.beginOperation?.({ correlationId: randomUUID(), principal, headers: {} });
    reportRefusal(refusal, null, watch);
    return refusal;
  }

  return {
    async read(request, { principal, address }) {
      const { refusal } = await takeRequest(options.counters, callerOf(principal, address), limits);
      if (refusal !== null) throw refusal;
      // Nothing is begun that there is no room for.
      options.overload.enter();
      options.overload.leave();
      checkLiveRequest(request);
      try {
        return { accepted: readRequest(request) };
      } catch (thrown) {
        return { refusal: refuse(thrown, principal) };
      }
    },
    begin,
    async *run(operation, caller, signal) {
      const begun = await begin(operation, caller, signal);
      if ('refusal' in begun) yield begun.refusal;
      else yield* begun.results;
    },
    toErrors: (thrown) => [format(thrown)],
  };
}

/** Answers to one event by what is asked of it and by whom; promises while they are worked out, as to wait costs more. */
type SharedAnswers = Map<string, LiveResult | Promise<LiveResult>>;

type ToContext = (until: AbortSignal) => LiveContext;

function isWithoutOriginal({ originalError }: GraphQLError): boolean {
  return originalError === undefined || originalError instanceof GraphQLError;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
