/**
 * Where the page (section 15, 16) leaves the backend's behaviour open, a switch picks it. A type alias and not an
 * interface, because the harness takes switches as a record with an index signature.
 */
export type Switches = {
  /** `expires_in` of client tokens (section 2). */
  tokenLifetimeS: number;
  /** The login answer gives no lifetime; SAP's storefront assumes 3599 s. */
  customerTokenLifetimeS: number;
  /** How token errors spell their text; `tokeninfo` always says `error_description`. */
  tokenErrorSpelling: 'errorDescription' | 'error_description';
  /** Scopes the project has no subscription for: granted = asked and subscribed. */
  unsubscribedScopes: readonly string[];
  /** False: 403 `no subscription to the product` on the mashups. */
  subscribed: boolean;
  /** Answer to another customer's ticket or chat transcript. */
  foreignEntity: 'notFound' | 'forbidden';
  postAnswer: 'full' | 'id' | 'idAndLink';
  /** How a PUT to another status than OPEN or CONFIRMED is refused. */
  statusRefusal: 'invalidField' | 'businessError';
  /** True: a PUT may not even carry an unchanged IN_PROCESS or COMPLETED. */
  refuseUnchangedStatus: boolean;
  /** True: an older `metadata.version` in a PUT does no harm. */
  ignoreVersion: boolean;
  /** `mixed`: some entities give their version as text, as SAP's beans do. */
  versionType: 'mixed' | 'number' | 'text';
  /** False: ranges in `q` are a syntax error. */
  rangeQueries: boolean;
  /** False: lists of values in `q` are a syntax error. */
  listQueries: boolean;
  /** False: `relatedObjects.objectId` in `q` is refused. */
  relatedObjectQueries: boolean;
  /** What happens to a `pageSize` above 64. */
  oversizedPage: 'refuse' | 'clamp';
  /** When lists carry `hybris-count`. */
  count: 'asked' | 'always' | 'never';
  link: 'joined' | 'repeated' | 'never';
  linkQuotes: 'double' | 'single';
  /** True: `Location` and `Link` name a host behind the proxy. */
  innerHosts: boolean;
  /** Form of dates: `+0000` or `Z`. */
  dateForm: 'offset' | 'Z';
  /** A created entity appears in lists only after this time. */
  listLagMs: number;
  /** True: every event is handed out twice in one read. */
  duplicateEvents: boolean;
  /** `statusAsText` and `malformed` imitate two of the vendor's own samples. */
  errorForm: 'plain' | 'statusAsText' | 'malformed';
};

/** The switches at their defaults. */
export function createSwitches(): Switches {
  return {
    tokenLifetimeS: 3600,
    customerTokenLifetimeS: 3599,
    tokenErrorSpelling: 'errorDescription',
    unsubscribedScopes: [],
    subscribed: true,
    foreignEntity: 'notFound',
    postAnswer: 'full',
    statusRefusal: 'invalidField',
    refuseUnchangedStatus: false,
    ignoreVersion: false,
    versionType: 'mixed',
    rangeQueries: true,
    listQueries: true,
    relatedObjectQueries: true,
    oversizedPage: 'refuse',
    count: 'asked',
    link: 'joined',
    linkQuotes: 'double',
    innerHosts: true,
    dateForm: 'offset',
    listLagMs: 0,
    duplicateEvents: false,
    errorForm: 'plain',
  };
}
