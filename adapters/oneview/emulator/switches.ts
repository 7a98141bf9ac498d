/**
 * The backend's own peculiarities (page section 15). The remaining fault switches of the page are faults of the harness,
 * on the route `escalate`: apply then 504 is `{kind: 'status', status: 504, apply: true}`, apply then close is
 * `{kind: 'reset', at: 'start', apply: true}`, slow answer `latency`, 429 `rateLimit`, HTML 502 `html`.
 */
export interface Switches extends Record<string, unknown> {
  /** Serves the ten operations that the seed does not document; off, the backend is strict. */
  extension: boolean;
  departmentsAnswer: 'array' | 'list' | 'notFound' | 'emptyError';
  escalateAnswer: 'ticket' | 'empty' | 'withoutId';
  /** What `department` of an escalate call is compared with: undecided in the seed (page sections 6 and 16). */
  departmentField: 'id' | 'label';
  /** `assignee` and `updatedAt` instead of `Assignee` and `UpdatedAt`. */
  lowerCaseKeys: boolean;
  /** Times in milliseconds instead of seconds. */
  milliseconds: boolean;
  errorsArray: 'one' | 'empty' | 'three';
  /** `status` of an error as a number instead of a string. */
  numericErrorStatus: boolean;
  /** Refuses the good token once with 401, then turns itself off. */
  rejectTokenOnce: boolean;
  /** Answer of the assumed writes: the page allows a ticket or nothing. */
  extensionWriteAnswer: 'ticket' | 'empty';
  /** Largest page that the assumed history gives; unknown in the page, so the answer's own `pageSize` counts. */
  historyMostPerPage: number;
}

/** The switches at their defaults. */
export function createSwitches(): Switches {
  return {
    extension: false,
    departmentsAnswer: 'array',
    escalateAnswer: 'ticket',
    departmentField: 'id',
    lowerCaseKeys: false,
    milliseconds: false,
    errorsArray: 'one',
    numericErrorStatus: false,
    rejectTokenOnce: false,
    extensionWriteAnswer: 'ticket',
    historyMostPerPage: 50,
  };
}
