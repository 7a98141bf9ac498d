/** What stands in a capability map where a backend cannot do something. */
export interface Unsupported {
  /** The reason, in a sentence for people: it is shown in errors, capabilities and documentation. */
  readonly unsupported: string;
}

/** Either the thing itself or the reason why there is none. */
export type Supported<Thing> = Thing | Unsupported;

/**
 * Marks what a backend cannot do.
 * @throws Error if the reason is too short to explain anything
 */
export function unsupported(reason: string): Unsupported {
  if (reason.trim().length < 10) throw new Error('unsupported() needs a reason that a person can understand.');
  return Object.freeze({ unsupported: reason });
}

/** True if the thing is only a reason why it is missing. */
export function isUnsupported(thing: unknown): thing is Unsupported {
  return typeof thing === 'object' && thing !== null && 'unsupported' in thing;
}
