/** How much of a list is kept, and for how long. */
export interface ListBounds {
  /** The oldest texts beyond so many are dropped. */
  readonly most: number;
  /** How long the list is wanted after its last text, in milliseconds. */
  readonly keepMs: number;
}

/**
 * Short lists of texts that several may add to at the same moment: none of them is lost. Losing a whole list early is always
 * permitted.
 */
export interface Lists {
  /** Adds a text at the end. One that is in the list already is not added again and stays where it is. */
  add(list: string, text: string, bounds: ListBounds): Promise<void>;
  /** What is in the list, in the order in which it came; empty if there is none. */
  read(list: string): Promise<readonly string[]>;
}
