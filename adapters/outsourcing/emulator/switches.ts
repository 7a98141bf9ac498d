/** The backend's own peculiarities; the generic faults (latency, 429, HTML 502, apply then 500 ...) are the harness's. */
export interface Switches extends Record<string, unknown> {
  /** Every call needs `x-api-key` besides the token: the seed says "OAuth2 and ApiKey", newer pages OAuth2 alone. */
  requireApiKey: boolean;
  /** The next call with a valid token is refused with 401; turns itself off. */
  rejectTokenOnce: boolean;
  /** Seconds a token lives. */
  tokenLifetimeSeconds: number;
  /** Paging values out of range are clamped; otherwise they are answered 400. */
  clampPaging: boolean;
  /** Lists come in another order on every call: no page promises an order. */
  shuffled: boolean;
  /** PUT clears voucher_code and vin when they are not sent: replace instead of merge (assumption 2). */
  putReplaces: boolean;
  /** Cancel needs a reason that may be set by hand. */
  strictCancel: boolean;
  /** The unconfirmed names of two transition types (assumption 1). */
  completeType: string;
  cancelType: string;
  /** 303 without Location. */
  locationMissing: boolean;
  /** 303 with an absolute Location on another host. */
  locationForeignHost: boolean;
  /** The ticket has another id in its new state (assumption 5). */
  locationNewId: boolean;
  /** 200 without a body instead of 303. */
  transitionAnswers200: boolean;
  /** Every read by id of a ticket that was transitioned while this is on is answered 500. */
  readAfterTransitionFails: boolean;
  /** `/v2/tickets/tickets` and below answer 404. */
  genericPathsOff: boolean;
  /** The paths that are only inferred from the naming rule answer 404 (assumption 8). */
  inferredPathsOff: boolean;
  /** Lists carry their rows in `data` instead of `result`. */
  envelopeWithData: boolean;
  /** Unless empty, generic rows show this as their state; filters still see the real one. */
  unknownState: string;
}

/** The switches as an emulator starts with them. */
export function defaultSwitches(): Switches {
  return {
    requireApiKey: false,
    rejectTokenOnce: false,
    tokenLifetimeSeconds: 3_600,
    clampPaging: false,
    shuffled: false,
    putReplaces: false,
    strictCancel: true,
    completeType: 'complete',
    cancelType: 'cancel',
    locationMissing: false,
    locationForeignHost: false,
    locationNewId: false,
    transitionAnswers200: false,
    readAfterTransitionFails: false,
    genericPathsOff: false,
    inferredPathsOff: false,
    envelopeWithData: false,
    unknownState: '',
  };
}
