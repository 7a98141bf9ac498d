import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { randomUUID } from 'node:crypto';
import type { Asker } from '../dispatch/ask.ts';
import { createCallBudget } from '../dispatch/call-budget.ts';
import { createGatewayContext } from '../dispatch/gateway-context.ts';
import type { LiveContext, LiveContextParts } from '../live/live-context.ts';
import type { Counters } from '../store/counters.ts';
import { GatewayError, invalidInput } from '../ticketing/errors.ts';
import type { BeginOperation, OperationWatch } from '../ticketing/observation.ts';
import type { Principal } from '../ticketing/principal.ts';
import { checkOperation, type OperationLimits } from './check-operation.ts';
import { DOCUMENT_RULES } from './document-limits.ts';
import { formatError, reportFault, type ErrorLog } from './error-format.ts';
import { reported } from './live-reports.ts';
import { callerOf, takeRequest, type RateLimitSettings } from './rate-limit.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** What a client asks for, over whatever connection. Nothing of it has been looked at. */
export interface LiveRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** Who asks, from where. */
export interface LiveCaller {
  readonly principal: Principal;
  /** Network address of the client. */
  readonly address: string;
  readonly language: string;
}

/** A request that may be executed. */
export interface LiveOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same for operations whose answer to the same event is the same for the same caller. */
  readonly key: string;
}

/** An answer as it goes to the client. */
export interface LiveResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface LiveOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly parts: LiveContextParts;
  readonly log: ErrorLog;
  readonly counters: Counters;
  readonly documents: TrustedDocuments;
  readonly allowsIntrospection: boolean;
  readonly operationDeadlineMs: number;
  /** Who follows the operations; left out if nobody. */
  readonly beginOperation?: BeginOperation;
  readonly limits: OperationLimits & RateLimitSettings & { readonly backendCalls: number };
}

/** GraphQL outside Apollo Server: with the same limits, the same context and the same errors. */
export interface LiveOperations {
  /**
   * Looks at a request before anything is done for it.
   * @throws GatewayError RATE_LIMITED, OVER_LIMIT or INVALID_INPUT; GraphQLError where the document is wrong
   */
  read(request: LiveRequest, caller: LiveCaller): Promise<LiveOperation>;
  /** One answer for a query or a mutation, many for a subscription. Never throws; ends with the signal. */
  run(operation: LiveOperation, caller: LiveCaller, signal: AbortSignal): AsyncGenerator<LiveResult, void, undefined>;
  /** Whatever was thrown, as a client may see it. */
  toErrors(thrown: unknown): readonly GraphQLFormattedError[];
}

const MOST_ERRORS = 20;

export function createLiveOperations(options: LiveOperationsOptions): LiveOperations {
  const { schema, parts, log, limits, allowsIntrospection } = options;
  const rules = [
    ...specifiedRules,
    ...DOCUMENT_RULES,
    ...(allowsIntrospection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  // What many subscribers want of the same event is worked out once.
  const shared = new WeakMap<object, Map<string, Promise<LiveResult>>>();

  function format(thrown: unknown): GraphQLFormattedError {
    const error = thrown instanceof GraphQLError ? thrown : new GraphQLError('', { originalError: toError(thrown) });
    return formatError(error.toJSON(), error, log, !allowsIntrospection);
  }

  function toResult({ data, errors }: ExecutionResult): LiveResult {
    // graphql-js marks neither: what has no path was refused before anything was executed.
    const formatted = errors?.map((error) =>
      format(error.path === undefined && isWithoutOriginal(error) ? refusedValue(error) : error),
    );
    return { ...(data === undefined ? {} : { data }), ...(formatted === undefined ? {} : { errors: formatted }) };
  }

  function contextFor(
    caller: LiveCaller,
    signal: AbortSignal,
    watch?: OperationWatch,
    correlationId: string = randomUUID(),
  ) {
    const asker: Asker = {
      principal: caller.principal,
      language: caller.language,
      signal,
      correlationId,
      ...(watch === undefined ? {} : { watch }),
      budget: createCallBudget(limits.backendCalls),
      reportFault: (error) => reportFault(error, correlationId, log),
    };
    return createGatewayContext(parts, asker);
  }

  async function answerEvent(event: object, operation: LiveOperation, caller: LiveCaller): Promise<LiveResult> {
    const { document, variables } = operation;
    const signal = AbortSignal.timeout(options.operationDeadlineMs);
    const operationName = operation.operation.name?.value;
    return toResult(
      await execute({
        schema,
        document,
        operationName,
        variableValues: variables,
        rootValue: event,
        contextValue: contextFor(caller, signal),
      }),
    );
  }

  function sharedAnswer(event: object, operation: LiveOperation, caller: LiveCaller): Promise<LiveResult> {
    const answers = shared.get(event) ?? new Map<string, Promise<LiveResult>>();
    shared.set(event, answers);
    const key = JSON.stringify([operation.key, caller.principal.fingerprint, caller.language]);
    const answer = answers.get(key) ?? answerEvent(event, operation, caller);
    answers.set(key, answer);
    return answer;
  }

  async function* subscribe(operation: LiveOperation, caller: LiveCaller, contextValue: LiveContext) {
    const { document, variables } = operation;
    const events = await createSourceEventStream({
      schema,
      document,
      operationName: operation.operation.name?.value,
      variableValues: variables,
      contextValue,
    });
    if (!(Symbol.asyncIterator in events)) {
      yield toResult(events);
      return;
    }
    for await (const event of events) yield await sharedAnswer(event as object, operation, caller);
  }

  async function answerOnce(
    operation: LiveOperation,
    signal: AbortSignal,
    context: (until: AbortSignal) => LiveContext,
  ): Promise<LiveResult> {
    const { document, variables } = operation;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(options.operationDeadlineMs)]);
    return toResult(
      await execute({
        schema,
        document,
        operationName: operation.operation.name?.value,
        variableValues: variables,
        contextValue: context(deadline),
      }),
    );
  }

  async function* answerAll(
    operation: LiveOperation,
    caller: LiveCaller,
    signal: AbortSignal,
    watch: OperationWatch | undefined,
    correlationId: string,
  ): AsyncGenerator<LiveResult, void, undefined> {
    try {
      const isSubscription = operation.operation.operation === OperationTypeNode.SUBSCRIPTION;
      const context = (until: AbortSignal): LiveContext => contextFor(caller, until, watch, correlationId);
      if (isSubscription) yield* subscribe(operation, caller, context(signal));
      else yield await answerOnce(operation, signal, context);
    } catch (thrown) {
      yield { errors: [format(thrown)] };
    }
  }

  return {
    async read(request, { principal, address }) {
      const { refusal } = await takeRequest(options.counters, callerOf(principal, address), limits);
      if (refusal !== null) throw refusal;
      const source = options.documents.resolve(request);
      if (source === null) throw invalidInput('query', 'The request has no document: send a query.');
      const variables = readVariables(request.variables);
      const name = readOperationName(request.operationName);
      const document = parseDocument(source, limits.tokens);
      const [overLimit] = checkOperation(schema, document, variables, name, limits);
      if (overLimit !== undefined) throw overLimit;
      const [invalid] = validate(schema, document, rules, { maxErrors: MOST_ERRORS });
      if (invalid !== undefined) throw withCode(invalid, 'GRAPHQL_VALIDATION_FAILED');
      const operation = getOperationAST(document, name);
      if (!operation) throw invalidInput('operationName', 'The document does not say which operation is meant.');
      return { document, operation, variables, key: keyOf(source, operation, variables) };
    },
    async *run(operation, caller, signal) {
      const correlationId = randomUUID();
      const principal = caller.principal.fingerprint;
      const { operation: type } = operation.operation;
      const watch = options.beginOperation?.({ correlationId, principal, headers: {}, type });
      yield* reported(answerAll(operation, caller, signal, watch, correlationId), operation.operation, watch, signal);
    },
    toErrors: (thrown) => [format(thrown)],
  };
}

function parseDocument(source: string, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (!error.message.includes('Parsing aborted')) throw withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw new GatewayError(
      'OVER_LIMIT',
      `The document is too long: at most ${maxTokens} words and signs are possible.`,
    );
  }
}

/** The code by which the one place that formats errors knows what is meant. */
function withCode({ message, source, positions }: GraphQLError, code: string): GraphQLError {
  const place = source === undefined || positions === undefined ? {} : { source, positions };
  return new GraphQLError(message, { ...place, extensions: { code } });
}

function refusedValue(error: GraphQLError): GraphQLError {
  return withCode(error, 'BAD_USER_INPUT');
}

function isWithoutOriginal({ originalError }: GraphQLError): boolean {
  return originalError === undefined || originalError instanceof GraphQLError;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function readVariables(given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined || given === null) return {};
  if (typeof given === 'object' && !Array.isArray(given)) return given as Record<string, unknown>;
  throw invalidInput('variables', 'The variables must be a JSON object.');
}

function readOperationName(given: unknown): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string') return given;
  throw invalidInput('operationName', 'The name of the operation must be a text.');
}

/** Where a subscriber begins does not change what an event looks like. */
function keyOf(
  source: string,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string {
  const beginnings = operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? (selection.arguments ?? []).flatMap(({ name, value }) =>
          name.value === 'since' && value.kind === Kind.VARIABLE ? [value.name.value] : [],
        )
      : [],
  );
  const others = Object.entries(variables).filter(([name]) => !beginnings.includes(name));
  return JSON.stringify([source, operation.name?.value, others]);
}
