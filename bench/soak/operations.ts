/** What one worker of the soak asks for. */
export interface SoakOperation {
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** After how many milliseconds the caller leaves; null: it waits for the answer. */
  readonly leavesAfterMs: number | null;
}

const LIST = `query SoakList($filter: TicketFilter, $orderBy: TicketOrder, $after: String) {
  tickets(first: 20, filter: $filter, orderBy: $orderBy, after: $after) {
    nodes { id title status { category label } backend { id } }
    pageInfo { endCursor hasNextPage }
    sources { backend { id } state attempts }
  }
}`;
const NODES = `query SoakNodes($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Ticket { id title description interactionLogs(first: 5) { nodes { text } } } }
}`;
const CATALOGS = 'query SoakCatalogs { statuses { nodes { code } } ticketTypes { nodes { code } } }';
const COMMENT = `mutation SoakComment($input: AddCommentInput!) {
  addComment(input: $input) { outcome userErrors { code } }
}`;
const REFUSED = 'query SoakRefused { nothing }';

const FILTERS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { statusCategories: ['OPEN', 'IN_PROGRESS'] },
  { text: 'e' },
  { updatedAt: { from: '2020-01-01T00:00:00Z' } },
];
const ORDERS = [
  { field: 'CREATED_AT', direction: 'DESC' },
  { field: 'UPDATED_AT', direction: 'ASC' },
] as const;
/** So few that what is remembered of them is the same after the warm-up and at the end. */
const KEYS = 20;

/**
 * The operation number so and so: the same mix again and again.
 * @param ids tickets that there are
 */
export function soakOperation(index: number, ids: readonly string[]): SoakOperation {
  const pick = (offset: number): string => ids[(index * 7 + offset) % Math.max(1, ids.length)] ?? '';
  const stays = { leavesAfterMs: null };
  switch (index % 10) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const filter = FILTERS[index % FILTERS.length];
      const orderBy = ORDERS[Math.floor(index / 10) % ORDERS.length];
      return { name: 'list', document: LIST, variables: { filter, orderBy }, ...stays };
    }
    case 4:
    case 5:
      return { name: 'nodes', document: NODES, variables: { ids: [pick(0), pick(1), pick(2), pick(3)] }, ...stays };
    case 6:
      return { name: 'catalogs', document: CATALOGS, variables: {}, ...stays };
    case 7: {
      const key = index % KEYS;
      const input = {
        ticketId: ids[key % Math.max(1, ids.length)] ?? '',
        text: `Soak ${key}`,
        idempotencyKey: `soak-${key}`,
      };
      return { name: 'comment', document: COMMENT, variables: { input }, ...stays };
    }
    case 8:
      return {
        name: 'left',
        document: LIST,
        variables: { filter: { text: `x${index % 50}` } },
        leavesAfterMs: index % 40,
      };
    default:
      return { name: 'refused', document: REFUSED, variables: {}, ...stays };
  }
}
