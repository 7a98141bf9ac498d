import type { Fault } from '../../src/emulation/fault.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { CONFIGURED_CASES, EVERY_WRITE } from './configured-write-cases.ts';
import { UPLOAD_CASES, type UploadCase } from './upload-cases.ts';
import { WRITE_CASES, type WriteCase } from './write-cases.ts';

/** Every mutation of every backend as the demo configures it. */
export const DEMO_CASES: readonly (WriteCase | UploadCase)[] = [...WRITE_CASES, ...UPLOAD_CASES];

/** Every mutation that a backend can be told of. */
export const FAULT_CASES: readonly (WriteCase | UploadCase)[] = [...DEMO_CASES, ...CONFIGURED_CASES];

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
  { name: 'page with status 200, nothing done', fault: { kind: 'html', status: 200 } },
  { name: 'page with status 200 after the change', fault: { kind: 'html', status: 200, apply: true } },
  {
    name: 'redirect after the change',
    fault: { kind: 'status', status: 302, headers: { location: '/elsewhere' }, apply: true },
  },
  { name: 'request timeout after the change', fault: { kind: 'status', status: 408, body: {}, apply: true } },
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
  /** The same of a repetition with the same key, once the network is well again. */
  readonly repeated: Pick<WriteFaultRow, 'outcome' | 'applied'>;
}

interface Payload {
  readonly outcome: string;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

/** Small deadlines, so that silence does not take long. */
const QUICK = { attemptTimeoutMs: 300, deadlineMs: 1_500, mostRetries: 0, breakerFailureShare: 0.99 };

/** A gateway whose backends give up quickly, and are told of every change that they can have. */
export function startWriteGateway(): Promise<TestGateway> {
  const more: Readonly<Record<string, object>> = EVERY_WRITE;
  const kinds = new Set(WRITE_CASES.map(({ backend }) => backend));
  return startTestGateway({
    settings: Object.fromEntries([...kinds].map((kind) => [kind, { ...QUICK, ...more[kind] }])),
  });
}

let keys = 0;

/** Runs one mutation under one fault, and once more with the same key when the fault is over. */
export async function runWriteFault(
  gateway: TestGateway,
  write: WriteCase | UploadCase,
  { name, fault, isTokenExpired }: WriteFault,
): Promise<WriteFaultRow> {
  const { control } = gateway.emulator(write.backend);
  gateway.reset();
  const input = { ...(await write.prepare(control, gateway)), idempotencyKey: `fault-${(keys += 1)}` };
  const route = 'changeRoute' in write ? (write.changeRoute ?? write.route) : write.route;
  const before = control.applied()[route] ?? 0;
  async function run(): Promise<WriteFaultRow['repeated']> {
    const outcome = await outcomeOf(gateway, write, input);
    return { outcome, applied: (control.applied()[route] ?? 0) - before };
  }
  if (fault !== null) control.addFault({ ...fault, route: write.route, times: 1 });
  if (isTokenExpired === true) control.act('expireTokens');
  const first = await run();
  control.clearFaults();
  return { backend: write.backend, write: write.name, fault: name, ...first, repeated: await run() };
}

/** Runs every mutation while nobody listens at the backends' addresses. */
export async function runRefusedWrites(): Promise<WriteFaultRow[]> {
  const gateway = await startWriteGateway();
  try {
    const prepared = [];
    for (const write of FAULT_CASES) {
      const input = await write.prepare(gateway.emulator(write.backend).control, gateway);
      prepared.push({ write, input: { ...input, idempotencyKey: `refused-${(keys += 1)}` } });
    }
    await Promise.all(gateway.emulators.map((emulator) => emulator.stop()));
    const rows: WriteFaultRow[] = [];
    for (const { write, input } of prepared) {
      const run = async () => ({ outcome: await outcomeOf(gateway, write, input), applied: 0 });
      const row = { backend: write.backend, write: write.name, fault: 'connection refused', ...(await run()) };
      rows.push({ ...row, repeated: await run() });
    }
    return rows;
  } finally {
    await gateway.stop();
  }
}

/** Outcome with the codes of its refusals; the code of the error where there is no payload. */
async function outcomeOf(
  gateway: TestGateway,
  { field, inputType }: WriteCase | UploadCase,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { data, errors } = await gateway.query<Record<string, Payload | null>>(
    `mutation Change($input: ${inputType}!) { ${field}(input: $input) { outcome userErrors { code message } } }`,
    { input },
  );
  const payload = data?.[field];
  if (!payload) return `error ${errors[0]?.extensions.code ?? 'none'}`;
  return [payload.outcome, ...payload.userErrors.map(({ code }) => code)].join(' ');
}

/** True if both outcomes tell the truth about what the backend did, and the key kept it from being done twice. */
export function isHonest({ outcome, applied, repeated }: WriteFaultRow): boolean {
  return isTrue({ outcome, applied }) && isTrue(repeated) && repeated.applied <= 1;
}

function isTrue({ outcome, applied }: WriteFaultRow['repeated']): boolean {
  if (outcome.startsWith('UNKNOWN')) return applied <= 1;
  if (/^(APPLIED|REPLAYED)/.test(outcome)) return applied === 1;
  return applied === 0;
}
