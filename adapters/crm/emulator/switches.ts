/**
 * The peculiarities of the CRM that can be switched. Extends a record because the harness sets switches by name and
 * this module's readers see the very same object.
 */
export interface CrmSwitches extends Record<string, unknown> {
  /** The order of checks is unconfirmed (section 15): `tokenFirst` looks at `token` before the other headers. */
  checkOrder: 'headersFirst' | 'tokenFirst';
  /** Refuses empty headers, an `srDate` of another format and an `operation` of another call. */
  strictHeaders: boolean;
  /** Refuses a comment without header `data` (section 14 #6). */
  requireDataHeader: boolean;
  /** Which form of `ticketNo` a comment may carry (section 14 #7). */
  commentTicketNo: 'any' | 'ticketNo' | 'digits' | 'recordId' | 'wsId';
  /** Whose ticket a social create is (section 14 #3): nobody's, or that of an optional `token`. */
  socialOwner: 'none' | 'token';
  /** The sample token lives 29.8 days. */
  tokenLifetimeSeconds: number;
  /** How many of the next tokens are refused, although they are good ("401 once"). */
  refuseTokenTimes: number;
  /** How many of the next ticket calls answer `Downstream error`. */
  downstreamErrorTimes: number;
  /** True: such a call does its work first. */
  downstreamErrorAfterWork: boolean;
  detailsOrder: 'newestFirst' | 'shuffled';
  /** What `result` is for a customer without tickets. */
  emptyResult: 'array' | 'null' | 'text' | 'object' | 'missing';
  /** True: a list of one ticket is that ticket itself (section 9, unconfirmed). */
  singleAsObject: boolean;
  /** The list is padded with generated rows to this many, e.g. 5001. */
  padDetailsTo: number;
  /** True: the first row's id comes twice. */
  duplicateId: boolean;
  memberOrder: 'page' | 'shuffled';
  /** True: tickets carry a field that no document names. */
  unknownKeys: boolean;
  issueTypesCode: string;
  /** Zone of the times that the server writes without naming it. */
  zone: 'UTC' | 'Asia/Kolkata';
  /** HTTP status of error envelopes (section 14 #10). */
  httpStatus: 'mirror' | 'always200';
  /** How success is told: `"true"`, `"SUCCESS"`, inside `result`, or as a boolean. */
  successForm: 'text' | 'word' | 'inResult' | 'boolean';
  /** `message`: the sibling services' `result.message` and numeric `errorCode` (section 14 #17). */
  errorShape: 'arguments' | 'message';
}

/** The switches as section 15 has them if nobody touches them. */
export function createSwitches(): CrmSwitches {
  return {
    checkOrder: 'headersFirst',
    strictHeaders: false,
    requireDataHeader: false,
    commentTicketNo: 'any',
    socialOwner: 'none',
    tokenLifetimeSeconds: 2_572_200,
    refuseTokenTimes: 0,
    downstreamErrorTimes: 0,
    downstreamErrorAfterWork: false,
    detailsOrder: 'newestFirst',
    emptyResult: 'array',
    singleAsObject: false,
    padDetailsTo: 0,
    duplicateId: false,
    memberOrder: 'page',
    unknownKeys: false,
    issueTypesCode: '00000',
    zone: 'UTC',
    httpStatus: 'mirror',
    successForm: 'text',
    errorShape: 'arguments',
  };
}
