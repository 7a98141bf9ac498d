import type { RecordedRequest } from '../../src/emulation/emulator.ts';
import type { AnsweredError, TestGateway } from '../support/gateway.ts';
import type { UploadCase } from '../support/upload-cases.ts';
import type { WriteCase } from '../support/write-cases.ts';
import { malformedParts, toParts } from './request-parts.ts';
import type { WritePlace } from './write-places.ts';

interface Payload {
  readonly outcome: string;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  readonly clientMutationId: string | null;
}

/** Whatever stands in an input: no backend is down for it, and nothing goes wrong within. */
const REFUSALS: ReadonlySet<string> = new Set([
  'INVALID_INPUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'CONFLICT',
  'INVALID_TRANSITION',
  'UNSUPPORTED',
  'KEY_REUSED',
]);

/** A kind of change, with the input that all its probes share. */
export interface ProbedWrite {
  readonly write: WriteCase | UploadCase;
  readonly base: Readonly<Record<string, unknown>>;
}

/** What one change led to. */
export interface Probe {
  readonly payload: Payload | null;
  readonly errors: readonly AnsweredError[];
  /** Requests to the backend in their order, without those that only sign in. */
  readonly requests: readonly RecordedRequest[];
  /** Faults that no change may show, whatever is in its input. */
  readonly faults: readonly string[];
}

/**
 * Makes a change with a value in a place of its input, and takes down what reached any backend.
 * @param base the rest of the input, but for what each probe has of its own
 */
export async function probe(
  gateway: TestGateway,
  { write, base }: ProbedWrite,
  place: WritePlace,
  value: string,
): Promise<Probe> {
  gateway.reset();
  const input = place.put({ ...base, ...(await prepareOwn(gateway, write)) }, value);
  const selection = '{ outcome userErrors { code message } clientMutationId }';
  const { status, data, errors } = await gateway.query<Record<string, Payload | null>>(
    `mutation Change($input: ${write.inputType}!) { ${write.field}(input: $input) ${selection} }`,
    { input },
  );
  const payload = data?.[write.field] ?? null;
  const requests = gateway.emulator(write.backend).control.requests();
  const elsewhere = gateway.emulators.filter(({ name }) => name !== write.backend);
  const codes = [
    ...errors.map(({ extensions }) => extensions.code),
    ...(payload?.userErrors ?? []).map(({ code }) => code),
  ];
  const faults = [
    ...(status === 200 || status === 400 ? [] : [`HTTP ${status}`]),
    ...codes.filter((code) => !REFUSALS.has(code)),
    ...(payload === null && errors.length === 0 ? ['neither data nor errors'] : []),
    ...requests
      .filter(({ route }) => route === 'unmatched')
      .map(({ method, url }) => `no such address: ${method} ${url}`),
    ...requests.flatMap(malformedParts),
    ...elsewhere.flatMap(({ name, control }) => control.requests().map(({ route }) => `${name} got ${route}`)),
    ...(payload !== null && place.path.at(-1) === 'clientMutationId' && payload.clientMutationId !== value
      ? ['another clientMutationId']
      : []),
  ];
  return { payload, errors, requests: requests.filter((request) => !isSignIn(request)), faults };
}

/** What is good for one change only. */
async function prepareOwn(gateway: TestGateway, write: WriteCase | UploadCase): Promise<Record<string, unknown>> {
  const input = await write.prepare(gateway.emulator(write.backend).control, gateway);
  return Object.fromEntries(Object.entries(input).filter(([key]) => key === 'ticketId' || key === 'uploadId'));
}

function isSignIn({ route }: RecordedRequest): boolean {
  return /token|login/i.test(route);
}

/** In which parts of requests the value, or the native id in it, stands: `path`, `query`, `header`, `body`. */
export function partsWith({ requests }: Probe, mark: string): string[] {
  const names = requests.flatMap((request) =>
    [...toParts(request)].filter(([, text]) => text.includes(mark)).map(([name]) => name.split('.', 1)[0] ?? name),
  );
  return [...new Set(names)].sort();
}

/** True if the change was made, or may have been. */
export function isMade({ payload }: Probe): boolean {
  return payload?.outcome === 'APPLIED' || payload?.outcome === 'UNKNOWN';
}

/**
 * Compares what a hostile value led to with what a harmless one did: the same requests as far as they go, made the same
 * way, and the value as it was given wherever the harmless one stood.
 * @param mark what is the harmless value's own in its requests; null if it never leaves the gateway
 */
export function differences(hostile: Probe, harmless: Probe, value: string, mark: string | null): string[] {
  const seen = new Map<string, number>();
  const faults: string[] = [];
  for (const request of hostile.requests) {
    const number = seen.get(request.route) ?? 0;
    seen.set(request.route, number + 1);
    const model = harmless.requests.filter(({ route }) => route === request.route)[number];
    if (model !== undefined) faults.push(...partDifferences(request, model, value, mark));
    else if (request.method !== 'GET') faults.push(`a request more: ${request.method} ${request.url}`);
  }
  if (
    mark !== null &&
    isMade(hostile) &&
    partsWith(hostile, value).length + partsWith(hostile, inHeader(value)).length === 0
  ) {
    faults.push(`${hostile.payload?.outcome}, but the value was not sent`);
  }
  return faults;
}

function partDifferences(
  request: RecordedRequest,
  model: RecordedRequest,
  value: string,
  mark: string | null,
): string[] {
  const [parts, modelParts] = [toParts(request), toParts(model)];
  const faults = [
    ...[...parts.keys()].filter((name) => !modelParts.has(name)).map((name) => `${request.route}: ${name} more`),
    ...[...modelParts.keys()].filter((name) => !parts.has(name)).map((name) => `${request.route}: no ${name}`),
  ];
  for (const [name, text] of modelParts) {
    const got = parts.get(name);
    if (mark === null || got === undefined || !text.includes(mark)) continue;
    const wanted = text.replaceAll(mark, () => (name.startsWith('header.') ? inHeader(value) : value));
    if (got !== wanted)
      faults.push(`${request.route}: ${name} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  }
  return faults;
}

/** A text as headers carry it: on one line, in printable ASCII, anything else percent-encoded. */
function inHeader(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[^\x20-\x7e]+/g, (rest) => encodeURIComponent(rest.toWellFormed()));
}
