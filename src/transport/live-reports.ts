import { OperationTypeNode, type GraphQLFormattedError, type OperationDefinitionNode } from 'graphql';
import { interruptionOf } from '../ticketing/interruption.ts';
import type { OperationOutcome, OperationWatch } from '../ticketing/observation.ts';
import type { LiveResult } from './live-operations.ts';

/**
 * The results as they come; what fails on the way is the last one. When there are no more, whoever watches is told what became of the operation: of a subscription
 * the worst of its answers, as it ends whenever its caller likes.
 */
export async function* reported(
  results: AsyncGenerator<LiveResult, void, undefined>,
  { operation, name }: OperationDefinitionNode,
  watch: OperationWatch | undefined,
  signal: AbortSignal,
  format: (thrown: unknown) => GraphQLFormattedError,
): AsyncGenerator<LiveResult, void, undefined> {
  let outcome: OperationOutcome = 'OK';
  const codes = new Set<string>();
  function note(result: LiveResult): void {
    outcome = worse(outcome, outcomeOf(result));
    for (const { extensions } of result.errors ?? []) codes.add(String(extensions?.['code']));
  }
  try {
    for await (const result of results) {
      note(result);
      yield result;
    }
  } catch (thrown) {
    const result = { errors: [format(thrown)] };
    note(result);
    yield result;
  } finally {
    const hasLeft = operation !== OperationTypeNode.SUBSCRIPTION && interruptionOf(signal)?.facts.cancelled === true;
    watch?.end({
      type: operation,
      name: name?.value ?? null,
      outcome: hasLeft ? 'CANCELLED' : outcome,
      codes: [...codes],
    });
  }
}

/** The only answer to what was refused. @param definition null if it was refused before that could be told */
export function reportRefusal(
  result: LiveResult,
  definition: OperationDefinitionNode | null,
  watch: OperationWatch | undefined,
): void {
  const codes = (result.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
  const type = definition?.operation ?? null;
  watch?.end({ type, name: definition?.name?.value ?? null, outcome: outcomeOf(result), codes });
}

function outcomeOf({ data, errors = [] }: LiveResult): OperationOutcome {
  if (errors.length === 0) return 'OK';
  return data === undefined || data === null ? 'FAILED' : 'PARTIAL';
}

const ORDER: readonly OperationOutcome[] = ['OK', 'PARTIAL', 'FAILED', 'CANCELLED'];

function worse(one: OperationOutcome, other: OperationOutcome): OperationOutcome {
  return ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one;
}
