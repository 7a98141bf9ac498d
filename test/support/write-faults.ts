import type { Fault } from '../../src/emulation/fault.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { UPLOAD_CASES, type UploadCase } from './upload-cases.ts';
import { WRITE_CASES, type WriteCase } from './write-cases.ts';

/** Every mutation of every backend. */
export const FAULT_CASES: readonly (WriteCase | UploadCase)[] = [...WRITE_CASES, ...UPLOAD_CASES];

/** What happens to the request that makes a change. */
export interface WriteFault {
  readonly name: string;
  /** Null: something else than a fault of the route. */
  readonly fault: Fault | null;
  /** Whether every credential given out so far is refused. */
  readonly isTokenExpired?: boolean;
}

export const WRITE_FAULTS: readonly WriteFault[] = [
  { name: 'none', fault: null },
  { name: 'reset before the request is read', fault: { kind: 'reset', at: 'start' } },
  { name: 'reset after the change', fault: { kind: 'reset', at: 'start', apply: true } },
  { name: 'reset after the headers', fault: { kind: 'reset', at: 'headers' } },
  { name: 'reset in half of the body', fault: { kind: 'reset', at: 'body' } },
  { name: 'silence, nothing done', fault: { kind: 'hang' } },
  { name: 'silence after the change', fault: { kind: 'hang', apply: true } },
  { name: '500, nothing done', fault: { kind: 'status', status: 500, body: {} } },
  { name: '500 after the change', fault: { kind: 'status', status: 500, body: {}, apply: true } },
  { name: '429', fault: { kind: 'rateLimit', retryAfterSeconds: 60 } },
  { name: 'credential expired', fault: null, isTokenExpired: true },
  { name: 'error page of a proxy, nothing done', fault: { kind: 'html' } },
  { name: 'error page of a proxy after the change', fault: { kind: 'html', apply: true } },
  { name: 'page with status 200 after the change', fault: { kind: 'html', status: 200, apply: true } },
];

/** What became of one mutation under one fault. */
export interface WriteFaultRow {
  readonly backend: string;
  readonly write: string;
  readonly fault: string;
  /** Outcome of the payload; the code of the error where there is no payload. */
  readonly outcome: string;
  /** How often the emulator made the change. */
  readonly applied: number;
}

interface Payload {
  readonly outcome: string;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

/** Small deadlines, so that silence does not take long. */
const QUICK = { attemptTimeoutMs: 300, deadlineMs: 1_500, mostRetries: 0, breakerFailureShare: 0.99 };

/** A gateway whose backends give up quickly. */
export function startWriteGateway(): Promise<TestGateway> {
  const kinds = new Set(WRITE_CASES.map(({ backend }) => backend));
  return startTestGateway({ settings: Object.fromEntries([...kinds].map((kind) => [kind, QUICK])) });
}

/** Runs one mutation under one fault. */
export async function runWriteFault(
  gateway: TestGateway,
  write: WriteCase | UploadCase,
  { name, fault, isTokenExpired }: WriteFault,
): Promise<WriteFaultRow> {
  const emulator: RunningEmulator = gateway.emulator(write.backend);
  gateway.reset();
  const input = await write.prepare(emulator.control, gateway);
  const route = 'changeRoute' in write ? (write.changeRoute ?? write.route) : write.route;
  const before = emulator.control.applied()[route] ?? 0;
  if (fault !== null) emulator.control.addFault({ ...fault, route: write.route, times: 1 });
  if (isTokenExpired === true) emulator.control.act('expireTokens');
  const answer = await gateway.query<Record<string, Payload | null>>(
    `mutation Change($input: ${write.inputType}!) { ${write.field}(input: $input) { outcome userErrors { code message } } }`,
    { input },
  );
  emulator.control.clearFaults();
  const payload = answer.data?.[write.field];
  const applied = (emulator.control.applied()[route] ?? 0) - before;
  const refusal = payload?.userErrors.map(({ code }) => code).join(' ');
  const outcome = payload
    ? [payload.outcome, refusal].filter(Boolean).join(' ')
    : `error ${answer.errors[0]?.extensions.code ?? 'none'}`;
  return { backend: write.backend, write: write.name, fault: name, outcome, applied };
}

/** True if the outcome tells the truth about what the backend did. */
export function isHonest({ outcome, applied }: WriteFaultRow): boolean {
  if (outcome.startsWith('UNKNOWN')) return applied <= 1;
  if (outcome.startsWith('APPLIED')) return applied === 1;
  return applied === 0;
}
