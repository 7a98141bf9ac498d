import type { Reply } from '../../../src/emulation/fault.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
};

/** Thrown by a route to answer with a problem; section 4 "Problem" and the `default` answer of every operation. */
export class Problem extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** The `application/problem+json` answer: the type is about:blank, so the title is only the HTTP phrase (section 9). */
export function problemReply(status: number, detail: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { status, type: 'about:blank', title: TITLES[status] ?? 'Error', detail },
  };
}
