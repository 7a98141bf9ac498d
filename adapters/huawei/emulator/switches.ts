/** The backend's peculiarities that a test can switch, beside the harness's general faults. */
export interface Switches extends Record<string, unknown> {
  /** Life of a token; the backend's is 24 h. */
  tokenLifeSeconds: number;
  /** 429 APIGW.0308 after this many calls of one API in one second; 0 = never. The gateway's own default is 200. */
  throttle: number;
  /** The next OSM call is refused with 401 APIGW.0307, then the switch falls back. */
  rejectTokenOnce: boolean;
  /** The scope OSM wants is unconfirmed: a token of another scope is then refused with 403 APIGW.0302. */
  scope: 'any' | 'project' | 'domain';
  /** Answer of writes that have no id to give: unconfirmed, so every form must do. */
  writeBody: '{}' | 'empty' | 'unknown';
  /** Leaves out every field that the seed's sample lacks. */
  sparse: boolean;
  /** Order of the ticket list, which is unpublished. */
  order: 'desc' | 'asc' | 'random';
  /** Order of messages, which is unpublished. */
  messageOrder: 'asc' | 'desc';
  /** Message and accessory ids in messages are `""`, as in the seed. */
  nullId: boolean;
  /** True: times are local time of X-Time-Zone marked Z; false: they are true UTC. */
  shiftTimes: boolean;
  /** `count` as an older page says. */
  listCountKey: 'total_count' | 'count';
  /** Whether `incident_status` takes a comma separated list. */
  commaStatuses: boolean;
  /** Lists show status 13 only to those who ask for it (one page version). */
  hideDeleted: boolean;
  /** What action delete leaves behind. */
  deletedTickets: 'kept' | 'gone';
  /** Reads by id that still answer OSM.01010015 after a create. */
  createLagReads: number;
  /** Whether GET /config/problems gives nothing without a product category. */
  problemsNeedCategory: boolean;
  /** Whether reading instant messages marks them read. */
  instantMessagesMarkRead: boolean;
  /** Today's upload volume is used up: OSM.01010005. */
  uploadVolumeUsedUp: boolean;
  /** Contact data on create need the x-phone-verifiedid / x-email-verifiedid headers: else OSM.01010010. */
  verifyContacts: boolean;
  /** A second press within this time answers OSM.01010004. */
  pressIntervalSeconds: number;
}

/** The switches as the page describes the usual backend. */
export function defaultSwitches(): Switches {
  return {
    tokenLifeSeconds: 86_400,
    throttle: 0,
    rejectTokenOnce: false,
    scope: 'any',
    writeBody: '{}',
    sparse: false,
    order: 'desc',
    messageOrder: 'asc',
    nullId: false,
    shiftTimes: true,
    listCountKey: 'total_count',
    commaStatuses: true,
    hideDeleted: true,
    deletedTickets: 'kept',
    createLagReads: 0,
    problemsNeedCategory: false,
    instantMessagesMarkRead: false,
    uploadVolumeUsedUp: false,
    verifyContacts: false,
    pressIntervalSeconds: 600,
  };
}
