/** A page of a Relay connection before its sources and totals are added. */
export interface ConnectionPage<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

/**
 * @param nodes the rows of this page in list order
 * @param cursorOf a row's cursor
 * @param isBackward whether the page was counted from its end
 * @param hasMore whether there is another row in the direction of paging
 * @param hasCursor whether paging began at a cursor
 */
export function toConnectionPage<Node>(
  nodes: readonly Node[],
  cursorOf: (node: Node) => string,
  {
    isBackward,
    hasMore,
    hasCursor,
  }: { readonly isBackward: boolean; readonly hasMore: boolean; readonly hasCursor: boolean },
): ConnectionPage<Node> {
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: isBackward ? hasCursor : hasMore,
      hasPreviousPage: isBackward ? hasMore : hasCursor,
    },
  };
}
