/** A mistake in how the program was called or set up: its message is all that the person at the keyboard needs. */
export class UsageError extends Error {}

/** The code of a system's error, such as ENOENT; empty if there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
