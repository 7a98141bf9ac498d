import type { Answer, TestGateway } from './gateway.ts';

export interface CountedAnswer<Data> extends Answer<Data> {
  /** Requests that reached emulated backends for this answer, as `backend route`, with their numbers. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Sends a query and counts what it costs. Faults and switches are reset before. */
export async function countedQuery<Data>(
  gateway: TestGateway,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<CountedAnswer<Data>> {
  gateway.reset();
  const answer = await gateway.query<Data>(document, variables);
  return { ...answer, calls: gateway.backendCalls() };
}
