import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';
import { interruptionOf } from '../ticketing/interruption.ts';
import type { OperationOutcome, OperationWatch } from '../ticketing/observation.ts';
import type { LiveResult } from './live-operations.ts';

/**
 * The results as they come. When there are no more, whoever watches is told what became of the operation: of a subscription
 * the worst of its answers, as it ends whenever its caller likes.
 */
export async function* reported(
  results: AsyncGenerator<LiveResult, void, undefined>,
  { operation, name }: OperationDefinitionNode,
  watch: OperationWatch | undefined,
  signal: AbortSignal,
): AsyncGenerator<LiveResult, void, undefined> {
  let outcome: OperationOutcome = 'OK';
  const codes = new Set<string>();
  try {
    for await (const result of results) {
      outcome = worse(outcome, outcomeOf(result));
      for (const { extensions } of result.errors ?? []) codes.add(String(extensions?.['code']));
      yield result;
    }
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

/** The only answer to what was refused. */
export function reportRefusal(
  result: LiveResult,
  { operation, name }: OperationDefinitionNode,
  watch: OperationWatch | undefined,
): void {
  const codes = (result.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
  watch?.end({ type: operation, name: name?.value ?? null, outcome: outcomeOf(result), codes });
}

function outcomeOf({ data, errors = [] }: LiveResult): OperationOutcome {
  if (errors.length === 0) return 'OK';
  return data === undefined || data === null ? 'FAILED' : 'PARTIAL';
}

const ORDER: readonly OperationOutcome[] = ['OK', 'PARTIAL', 'FAILED', 'CANCELLED'];

function worse(one: OperationOutcome, other: OperationOutcome): OperationOutcome {
  return ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one;
}
