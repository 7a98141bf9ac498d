import { CUSTOMERS, type Customer } from './world.ts';
import type { KnownTicket } from './truth.ts';

/** An answer as it came, and to whom. */
export interface Heard {
  readonly caller: Customer;
  readonly operation: string;
  readonly text: string;
}

/** Everything of an answer that can be compared: its texts, what its ids and cursors hold, its counts. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...decoded(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leavesOf);
}

/** What an opaque text holds: global ids are readable text, cursors end in JSON. */
function decoded(text: string): string[] {
  if (!/^[\w-]{12,}$/.test(text)) return [];
  const bytes = Buffer.from(text, 'base64url').toString('latin1');
  const id = /^1:\w+:[a-z]+:(.+)$/s.exec(bytes)?.[1];
  const position = /(\[.*\])$/s.exec(bytes)?.[1];
  return [...(id === undefined ? [] : [id]), ...(position === undefined ? [] : positionOf(position))];
}

function positionOf(json: string): string[] {
  try {
    return leavesOf(JSON.parse(json));
  } catch {
    return [];
  }
}

/** What customers may not hear, made of the tickets that there were at any time. */
export function createJudge(known: readonly KnownTicket[], staff: readonly string[]) {
  const foreign = { A: foreignTo('A', known), B: foreignTo('B', known) };
  const most = { A: countsOf('A', known), B: countsOf('B', known) };

  /** What is wrong with an answer; nothing if it holds only the caller's own. */
  return ({ caller, operation, text }: Heard): string[] => {
    const answer = JSON.parse(text) as unknown;
    const leaves = leavesOf(answer);
    const others = CUSTOMERS.filter((name) => name !== caller);
    return [
      ...leaves.filter((leaf) => foreign[caller].has(leaf)).map((leaf) => `${leaf} in ${operation}`),
      ...leaves
        .filter((leaf) => others.some((name) => leaf.includes(`~${name}~`)) || leaf.includes('~nobody~'))
        .map((leaf) => `text "${leaf}" in ${operation}`),
      ...leaves
        .filter((leaf) => staff.some((address) => leaf.includes(address)))
        .map((leaf) => `address "${leaf}" in ${operation}`),
      ...countProblems(answer, most[caller]).map((problem) => `${problem} in ${operation}`),
    ];
  };
}

function foreignTo(name: Customer, known: readonly KnownTicket[]): Set<string> {
  const namesOf = ({ ticket }: KnownTicket): string[] => [
    ticket.nativeId,
    ...[ticket.number, ticket.customer?.id, ticket.customer?.email].filter((text) => typeof text === 'string'),
  ];
  const own = new Set(known.filter(({ owners }) => owners.has(name)).flatMap(namesOf));
  return new Set(
    known
      .filter(({ owners }) => !owners.has(name))
      .flatMap(namesOf)
      .filter((text) => !own.has(text)),
  );
}

/** How many tickets a customer had at most, by backend. */
function countsOf(name: Customer, known: readonly KnownTicket[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { backend, owners } of known) {
    if (owners.has(name)) counts.set(backend, (counts.get(backend) ?? 0) + 1);
  }
  return counts;
}

interface ListedSource {
  readonly backend: { readonly id: string };
  readonly rows: number;
  readonly totalCount: { readonly value: number | null };
}

function countProblems(answer: unknown, most: ReadonlyMap<string, number>): string[] {
  const { data } = answer as { readonly data?: { readonly tickets?: { readonly sources?: readonly ListedSource[] } } };
  return (data?.tickets?.sources ?? []).flatMap(({ backend, rows, totalCount }) => {
    const bound = most.get(backend.id) ?? 0;
    return Math.max(rows, totalCount.value ?? 0) > bound
      ? [`${backend.id} counts ${totalCount.value} of at most ${bound}`]
      : [];
  });
}
