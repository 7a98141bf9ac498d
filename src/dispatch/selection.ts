import { Kind, type GraphQLResolveInfo, type SelectionNode } from 'graphql';

/**
 * True if the answer of the field being resolved is asked for this field, at whatever depth. A variable in `@include` or
 * `@skip` is not looked at: then the work may be done in vain, but never left out.
 */
export function isSelected(info: GraphQLResolveInfo, name: string): boolean {
  const seen = new Set<string>();
  function holds(selections: readonly SelectionNode[]): boolean {
    return selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        return selection.name.value === name || holds(selection.selectionSet?.selections ?? []);
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) return holds(selection.selectionSet.selections);
      const fragment = selection.name.value;
      if (seen.has(fragment)) return false;
      seen.add(fragment);
      return holds(info.fragments[fragment]?.selectionSet.selections ?? []);
    });
  }
  return info.fieldNodes.some((field) => holds(field.selectionSet?.selections ?? []));
}
