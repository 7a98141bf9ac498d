import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sendFile } from '../support/send-file.ts';
import { uploadOnDisk } from '../support/upload-on-disk.ts';

const BACKEND = 'huawei';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

interface UploadAnswer {
  readonly outcome: string;
  readonly userErrors: readonly { readonly field: string | null; readonly code: string; readonly message: string }[];
  readonly warnings: readonly string[];
  readonly request: { readonly body: string | null } | null;
  readonly attachment: {
    readonly id: string;
    readonly nativeId: string;
    readonly name: string;
    readonly downloadUrl: string;
  } | null;
  readonly interactionLog: {
    readonly text: string;
    readonly attachments: readonly { readonly id: string; readonly name: string }[];
  } | null;
  readonly ticket: { readonly attachments: readonly { readonly id: string; readonly name: string }[] } | null;
}

async function upload(input: Record<string, unknown>): Promise<UploadAnswer> {
  const { data, errors } = await gateway.query<{ uploadAttachment: UploadAnswer }>(
    `mutation ($input: UploadAttachmentInput!) {
      uploadAttachment(input: $input) {
        outcome userErrors { field code message } warnings request { body }
        attachment { id nativeId name downloadUrl }
        interactionLog { text attachments { id name } }
        ticket { attachments { id name } }
      }
    }`,
    { input },
  );
  expect(errors).toEqual([]);
  if (data === null || data === undefined) throw new Error('The mutation came without data.');
  return data.uploadAttachment;
}

function newTicket(): string {
  const { incident_id } = gateway.emulator(BACKEND).control.act('addTicket', { status: 1 }) as {
    readonly incident_id: string;
  };
  return encodeGlobalId({ type: 'Ticket', backend: BACKEND, nativeId: incident_id });
}

function download(path: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${gateway.url}${path}`, signal === undefined ? {} : { signal });
}

function timesMade(route: string): number {
  return gateway.emulator(BACKEND).control.applied()[route] ?? 0;
}

function someBytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 256));
}

describe('a file', () => {
  test('for an existing ticket stands at the ticket, and comes back as it was', async () => {
    const bytes = someBytes(300_001);
    const sent = await sendFile(gateway, 'überblick "1".png', bytes);
    expect(sent).toMatchObject({ status: 201, sizeBytes: 300_001, sha256: hash('sha256', bytes) });
    const made = await upload({ uploadId: sent.uploadId, ticketId: newTicket(), text: 'See the picture' });
    expect(made).toMatchObject({
      outcome: 'APPLIED',
      userErrors: [],
      warnings: [],
      attachment: { name: 'überblick "1".png' },
      interactionLog: { text: 'See the picture', attachments: [{ id: made.attachment?.id }] },
      ticket: { attachments: expect.arrayContaining([{ id: made.attachment?.id, name: 'überblick "1".png' }]) },
    });
    const response = await download(made.attachment?.downloadUrl ?? '');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '300001',
      'content-disposition': `attachment; filename="_berblick _1_.png"; filename*=UTF-8''%C3%BCberblick%20%221%22.png`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('for a new ticket goes with it', async () => {
    const { uploadId } = await sendFile(gateway, 'error.log', 'disk is full\n');
    const { attachment, ...made } = await upload({ uploadId, backend: BACKEND });
    expect(made).toMatchObject({ outcome: 'APPLIED', interactionLog: null, ticket: null });
    const typeId = encodeGlobalId({ type: 'TicketType', backend: BACKEND, nativeId: 'bt-usage' });
    const { data } = await gateway.query(
      'mutation ($input: CreateTicketInput!) { createTicket(input: $input) { outcome ticket { attachments { id name } } } }',
      { input: { backend: BACKEND, fields: { title: 'Disk', typeId, attachmentIds: [attachment?.nativeId] } } },
    );
    expect(data).toEqual({
      createTicket: { outcome: 'APPLIED', ticket: { attachments: [{ id: attachment?.id, name: 'error.log' }] } },
    });
    expect(await (await download(attachment?.downloadUrl ?? '')).text()).toBe('disk is full\n');
  });

  test('is given once for each key, also if it was sent anew', async () => {
    const ticketId = newTicket();
    const control = { ticketId, text: 'Once', idempotencyKey: 'file-once' };
    const first = await sendFile(gateway, 'error.log', 'once\n');
    const made = await upload({ ...control, uploadId: first.uploadId });
    const again = await upload({ ...control, uploadId: first.uploadId });
    const second = await sendFile(gateway, 'error.log', 'once\n', { 'content-type': 'text/x-log' });
    const anew = await upload({ ...control, uploadId: second.uploadId });
    expect([made.outcome, again.outcome, anew.outcome]).toEqual(['APPLIED', 'REPLAYED', 'REPLAYED']);
    expect(anew.attachment).toEqual(made.attachment);
    expect([timesMade('uploadJson'), timesMade('createMessage')]).toEqual([1, 1]);
    const other = await sendFile(gateway, 'error.log', 'twice\n');
    expect(await upload({ ...control, uploadId: other.uploadId })).toMatchObject({
      outcome: 'REJECTED',
      userErrors: [{ code: 'KEY_REUSED' }],
    });
  });

  test('that was used is gone, on disk too', async () => {
    const { uploadId } = await sendFile(gateway, 'error.log', 'used\n');
    const input = { uploadId, ticketId: newTicket() };
    expect(await upload(input)).toMatchObject({ outcome: 'APPLIED' });
    expect(await upload(input)).toMatchObject({
      outcome: 'REJECTED',
      userErrors: [{ field: 'uploadId', code: 'NOT_FOUND' }],
    });
    expect(timesMade('uploadJson')).toBe(1);
    expect(uploadOnDisk(uploadId)).toBeNull();
  });

  test('that the backend refuses may be used again', async () => {
    const { uploadId } = await sendFile(gateway, 'error.exe', 'a program\n');
    expect(await upload({ uploadId, ticketId: newTicket() })).toMatchObject({
      outcome: 'REJECTED',
      userErrors: [{ field: 'uploadId', code: 'INVALID_INPUT', message: expect.stringContaining('jpg, jpeg') }],
    });
    expect(statSync(uploadOnDisk(uploadId) ?? '').mode & 0o777).toBe(0o600);
    expect(timesMade('uploadJson')).toBe(0);
  });

  test('in a dry run is sent nowhere and kept', async () => {
    const { uploadId } = await sendFile(gateway, 'error.log', 'dry\n');
    const input = { uploadId, ticketId: newTicket() };
    const shown = await upload({ ...input, dryRun: true });
    expect(shown).toMatchObject({ outcome: 'PREVIEWED' });
    expect(shown.request?.body).toContain('4 bytes');
    expect(gateway.backendCalls()).not.toHaveProperty('huawei uploadJson');
    expect(await upload(input)).toMatchObject({ outcome: 'APPLIED' });
  });

  test('for a backend without files is refused with its reason before any call', async () => {
    const { uploadId } = await sendFile(gateway, 'error.log', 'x\n');
    for (const backend of gateway.emulators.map(({ name }) => name).filter((name) => name !== BACKEND)) {
      expect(await upload({ uploadId, backend })).toMatchObject({
        outcome: 'REJECTED',
        userErrors: [{ field: null, code: 'UNSUPPORTED' }],
      });
    }
    expect(gateway.backendCalls()).toEqual({});
  });

  test('that nobody sent is not found, before any call', async () => {
    for (const uploadId of ['nothing', '../../etc/passwd', '__proto__', 'a/b']) {
      expect(await upload({ uploadId, backend: BACKEND })).toMatchObject({
        outcome: 'REJECTED',
        userErrors: [{ field: 'uploadId', code: 'NOT_FOUND' }],
      });
    }
    expect(gateway.backendCalls()).toEqual({});
  });

  test.each([
    ['neither a ticket nor a backend', {}],
    ['both', { backend: BACKEND, ticketId: encodeGlobalId({ type: 'Ticket', backend: BACKEND, nativeId: 'TT-1' }) }],
    ['words without a ticket', { backend: BACKEND, text: 'Hello' }],
  ])('with %s is an input error', async (_name, input) => {
    const { errors } = await gateway.query(
      'mutation ($input: UploadAttachmentInput!) { uploadAttachment(input: $input) { outcome } }',
      { input: { uploadId: 'x', ...input } },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
  });
});

describe('a download', () => {
  async function someFile(length = 10): Promise<string> {
    const { uploadId } = await sendFile(gateway, 'error.log', someBytes(length));
    const { attachment } = await upload({ uploadId, backend: BACKEND });
    return attachment?.downloadUrl ?? '';
  }

  function attachmentPath(backend: string, nativeId: string): string {
    return `/attachments/${encodeGlobalId({ type: 'Attachment', backend, nativeId })}`;
  }

  test.each([
    ['an id that is none', '/attachments/nothing', 400, 'INVALID_INPUT'],
    [
      'the id of a ticket',
      `/attachments/${encodeGlobalId({ type: 'Ticket', backend: BACKEND, nativeId: 'TT-1' })}`,
      400,
      'INVALID_INPUT',
    ],
    ['a backend that is not there', attachmentPath('nobody', 'a'), 400, 'INVALID_INPUT'],
    ['a backend without files', attachmentPath('crm', 'a'), 501, 'UNSUPPORTED'],
    ['the id of something else in the backend', attachmentPath(BACKEND, 'limits'), 400, 'INVALID_INPUT'],
    ['a file that is not there', attachmentPath(BACKEND, 'f0000'), 400, 'INVALID_INPUT'],
  ])('of %s is an error in the form of all errors', async (_name, path, status, code) => {
    const response = await download(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code, retryable: false } }] });
  });

  test('of a file that is too large for the gateway is refused, not cut', async () => {
    const path = await someFile(2_000_000);
    const small = await startTestGateway({ attachments: { mostDownloadBytes: 1_000_000 } });
    try {
      const other = await sendFile(small, 'error.log', someBytes(1_000_001));
      const { data } = await small.query<{ uploadAttachment: { attachment: { downloadUrl: string } } }>(
        'mutation ($input: UploadAttachmentInput!) { uploadAttachment(input: $input) { attachment { downloadUrl } } }',
        { input: { uploadId: other.uploadId, backend: BACKEND } },
      );
      const response = await fetch(`${small.url}${data?.uploadAttachment.attachment.downloadUrl}`);
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BACKEND_BAD_RESPONSE' } }] });
    } finally {
      await small.stop();
    }
    expect((await (await download(path)).arrayBuffer()).byteLength).toBe(2_000_000);
  });

  test('from a backend that fails has the status of its error', async () => {
    const path = await someFile();
    gateway.emulator(BACKEND).control.addFault({ kind: 'status', status: 403, body: {}, route: 'download' });
    expect((await download(path)).status).toBe(403);
  });

  test('gives its socket back, however many there were', async () => {
    const path = await someFile();
    for (let round = 0; round < 40; round += 1) expect(await (await download(path)).text()).toHaveLength(10);
    const many = await Promise.all(Array.from({ length: 40 }, () => download(path).then((answer) => answer.status)));
    expect(new Set(many)).toEqual(new Set([200]));
  });

  test('ends at the backend when its client leaves', async () => {
    const path = await someFile();
    gateway.emulator(BACKEND).control.addFault({ kind: 'hang', route: 'download', times: 1 });
    const client = new AbortController();
    const answer = download(path, client.signal);
    while ((gateway.emulator(BACKEND).control.counters()['download'] ?? 0) === 0) await wait(5);
    client.abort();
    await expect(answer).rejects.toThrow('abort');
    // Were the call still under way, the gateway would log its end as a fault later on.
    await wait(50);
    expect(gateway.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
