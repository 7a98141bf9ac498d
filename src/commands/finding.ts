/** What was found out about one thing that the gateway depends on. */
export interface Finding {
  /** Id of a backend, or what else it is. */
  readonly what: string;
  /** Where it is, without path and credentials. */
  readonly address: string;
  readonly signIn: string;
  readonly read: string;
  readonly latencyMs: number | null;
  readonly hasFailed: boolean;
  /** What a person should do; empty if nothing. */
  readonly advice: string;
}

/** Findings as a table for people, with what to do below it. Ends with a line break. */
export function renderFindings(findings: readonly Finding[]): string {
  const rows = findings.map(({ what, address, signIn, read, latencyMs }) => [
    what,
    address,
    signIn,
    read,
    latencyMs === null ? '' : `${latencyMs} ms`,
  ]);
  const table = [['what', 'address', 'sign-in', 'read', 'took'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const advice = findings.flatMap((finding) => (finding.advice === '' ? [] : [`${finding.what}: ${finding.advice}`]));
  return `${[...lines, ...(advice.length === 0 ? [] : ['', ...advice])].join('\n')}\n`;
}

const MOST_CHARACTERS = 200;

/** Foreign words fit for a terminal: no control characters, and not too many. */
export function shortened(text: string): string {
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim();
  return clean.length > MOST_CHARACTERS ? `${clean.slice(0, MOST_CHARACTERS)}…` : clean;
}

/** Scheme, host and port of an address; what is no address is shown as such. */
export function placeOf(url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url)) return 'no address';
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
