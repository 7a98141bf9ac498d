/** Whether what is kept and shared really is shared. */
export interface StoreHealth {
  /** DEGRADED: Redis cannot be used; this process goes on with what it holds itself. */
  readonly state: 'OK' | 'DEGRADED';
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
  /** Why it is degraded, as a code without addresses or secrets; null while all is well. */
  readonly reason: string | null;
}

/** Where the stores write what operators should know: pino or something of its shape. */
export interface StoreLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}
