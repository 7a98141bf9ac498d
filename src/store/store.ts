/**
 * The small store that gateway instances may share: text under keys, each with an end. Memory by default; whatever stands
 * behind it, losing an entry early is always permitted.
 */
export interface Store {
  get(key: string): Promise<string | null>;
  /** @param keepMs how long it is wanted, in milliseconds */
  set(key: string, value: string, keepMs: number): Promise<void>;
  /** Sets the entry unless there is one. @returns true if it was set */
  setIfAbsent(key: string, value: string, keepMs: number): Promise<boolean>;
  delete(key: string): Promise<void>;
}
