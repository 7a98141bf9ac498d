import { isNativeError } from 'node:util/types';

/** Redis did not do what it was asked, or did not say so. Never leaves the stores: they go on without it. */
export class StoreUnavailable extends Error {
  /** A code without addresses or secrets. */
  readonly reason: string;

  constructor(cause: unknown) {
    const reason = reasonOf(cause);
    super(`Redis cannot be used: ${reason}`, { cause });
    this.name = 'StoreUnavailable';
    this.reason = reason;
  }
}

/** ECONNREFUSED and the like of sockets, OOM or NOAUTH and the like of Redis, TIMEOUT or CONNECTION_LOST of ours. */
function reasonOf(cause: unknown): string {
  if (!isNativeError(cause)) return 'UNKNOWN';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return /^[A-Z]{2,}\b/.exec(cause.message)?.[0] ?? 'CONNECTION_LOST';
}

/** Does it with Redis if that can be used, and by itself otherwise. */
export async function withFallback<Result>(
  isUsable: boolean,
  shared: () => Promise<Result>,
  local: () => Promise<Result>,
): Promise<Result> {
  if (!isUsable) return local();
  try {
    return await shared();
  } catch (error) {
    if (error instanceof StoreUnavailable) return local();
    throw error;
  }
}
