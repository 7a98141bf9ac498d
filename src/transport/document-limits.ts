import {
  GraphQLError,
  Kind,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** A document of more words and signs than this is refused while it is read. */
export const MOST_TOKENS = 5_000;

/**
 * Levels of fields within fields. Things lead to each other in circles (a ticket's relations have tickets), and each level
 * multiplies the last, so that depth and not length is what makes an answer endless. The explorers' own question for the
 * schema has 15 levels.
 */
export const MOST_DEPTH = 20;

/** Refuses operations that nest fields too deeply, also by way of fragments. */
const depthRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (depthOf(operation.selectionSet, context, new Map()) <= MOST_DEPTH) return;
    context.reportError(
      new GraphQLError(`The operation is nested too deeply: at most ${MOST_DEPTH} levels of fields are possible.`, {
        nodes: operation,
      }),
    );
  },
});

/** Refuses kinds of operation that the schema does not have: executing them would look like a fault of the gateway. */
const rootTypeRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (context.getSchema().getRootType(operation.operation)) return;
    context.reportError(new GraphQLError(`This API has no ${operation.operation}s.`, { nodes: operation }));
  },
});

export const DOCUMENT_RULES: readonly ValidationRule[] = [depthRule, rootTypeRule];

/** @param known depth of fragments; null while one is being measured, as fragments may wrongly lead to themselves */
function depthOf(
  selectionSet: SelectionSetNode,
  context: ValidationContext,
  known: Map<FragmentDefinitionNode, number | null>,
): number {
  let deepest = 0;
  for (const selection of selectionSet.selections) {
    let depth = 0;
    if (selection.kind === Kind.FIELD) {
      depth = 1 + (selection.selectionSet === undefined ? 0 : depthOf(selection.selectionSet, context, known));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      depth = depthOf(selection.selectionSet, context, known);
    } else {
      const fragment = context.getFragment(selection.name.value);
      depth = fragment ? depthOfFragment(fragment, context, known) : 0;
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function depthOfFragment(
  fragment: FragmentDefinitionNode,
  context: ValidationContext,
  known: Map<FragmentDefinitionNode, number | null>,
): number {
  const measured = known.get(fragment);
  if (measured !== undefined) return measured ?? 0;
  known.set(fragment, null);
  const depth = depthOf(fragment.selectionSet, context, known);
  known.set(fragment, depth);
  return depth;
}
