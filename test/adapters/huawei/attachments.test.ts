import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import type { UploadAttachmentInput } from '../../../src/ticketing/attachment.ts';
import { GatewayError } from '../../../src/ticketing/errors.ts';
import type { OutgoingRequest } from '../../../src/ticketing/write.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import {
  answerToken,
  answerTypes,
  CASES,
  connect,
  createWriteCall,
  fixture,
  NOW,
  operation,
  OSM,
  TYPE,
} from './under-test.ts';

useNock();

const ACCESSORYS = '/v2/servicerequest/accessorys';
const JSON_TYPE = { 'content-type': 'application/json' };
const AT = '2024-03-01T08:00:00Z';
const LIMITS = { limit_count: '5', limit_size: '10', limit_file_type: 'jpg,log, TXT' };

/** A file whose bytes come in pieces of this length. */
function contentOf(bytes: Buffer, pieces = 7): UploadAttachmentInput['content'] {
  const parts = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, index) =>
    bytes.subarray(index * pieces, (index + 1) * pieces),
  );
  return { sizeBytes: bytes.length, sha256: hash('sha256', bytes), read: () => Readable.from(parts) };
}

function inputOf(more: Partial<UploadAttachmentInput> = {}): UploadAttachmentInput {
  const content = contentOf(Buffer.from('disk is full\n'));
  return { ticketId: null, fileName: 'error.log', mediaType: null, text: null, content, ...more };
}

function upload(settings = {}) {
  return operation(connect(settings), 'uploadAttachment');
}

function answerLimits(limits: object = LIMITS): void {
  nock(OSM).get(`${ACCESSORYS}/limits`).reply(200, { accessory_limit: limits });
}

/** Takes one upload and gives its text and headers. */
function takeUpload(status = 200, reply: string = fixture('upload-response')): { text?: string; headers?: Headers } {
  const taken: { text?: string; headers?: Headers } = {};
  nock(OSM)
    .post(`${ACCESSORYS}/json-format-content`)
    .reply(async (request: Request) => {
      taken.headers = request.headers;
      taken.text = await request.text();
      return [status, reply, JSON_TYPE] as const;
    });
  return taken;
}

function answerCase(status = 1): void {
  nock(OSM)
    .get(`${CASES}/TT-1`)
    .reply(200, { incident_detail_info: { incident_id: 'TT-1', status } });
}

function answerMessages(...messages: readonly object[]): void {
  nock(OSM)
    .get(`${CASES}/TT-1/messages?offset=0&limit=100`)
    .reply(200, { count: messages.length, message_list: messages });
}

const WRITTEN = {
  type: 0,
  replier_type: 0,
  replier: 'u',
  replier_name: 'test',
  content: 'See the file',
  create_time: AT,
  accessory_list: [{ accessory_id: 'accessory_id', file_actual_name: 'error.log' }],
};

describe('a file for a new ticket', () => {
  test('goes in the documented body, and then with the ticket', async () => {
    const backend = connect();
    answerToken();
    answerLimits();
    const taken = takeUpload();
    const bytes = Buffer.from([0, 255, 1, 2, 3, 250, 251, 252, 253, 254, 7]);
    const made = await operation(backend, 'uploadAttachment').apply(
      inputOf({ content: contentOf(bytes, 4) }),
      createWriteCall(),
    );
    expect(made).toEqual({ nativeId: 'accessory_id', fileName: 'error.log', entry: null, warnings: [] });
    const documented = JSON.parse(fixture('upload-request')) as object;
    expect(taken.text).toBe(
      JSON.stringify({ ...documented, accessory_name: 'error.log', accessory_data: bytes.toString('base64') }),
    );
    expect(taken.headers?.get('content-type')).toBe('application/json');
    expect(taken.headers?.get('content-length')).toBe(String(taken.text?.length));

    answerTypes([{ ...TYPE, business_type_id: 'bt-1' }]);
    answerLimits();
    nock(OSM)
      .post(CASES, (body: { accessory_ids?: unknown }) => {
        expect(body.accessory_ids).toEqual(['accessory_id']);
        return true;
      })
      .reply(200, fixture('create-response'), JSON_TYPE);
    nock(OSM)
      .get(`${CASES}/TS-123456`)
      .reply(200, { incident_detail_info: { incident_id: 'TS-123456', status: 0 } });
    const fields = { typeId: 'bt-1', title: 'Disk', attachmentIds: [made.nativeId ?? ''] };
    expect(await operation(backend, 'createTicket').apply({ fields }, createWriteCall())).toMatchObject({
      nativeId: 'TS-123456',
    });
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 100_000].map((size) => [size, Buffer.alloc(size, 'äß')] as const))(
    'of %i bytes keeps all of them, however they come',
    async (size, bytes) => {
      for (const pieces of [1, 2, 3, 65_536].filter((length) => size < 1000 || length > 3)) {
        answerToken();
        answerLimits();
        const taken = takeUpload();
        await upload().apply(inputOf({ content: contentOf(bytes, pieces) }), createWriteCall());
        const { accessory_data } = JSON.parse(taken.text ?? '') as { accessory_data: string };
        expect(Buffer.from(accessory_data, 'base64').equals(bytes)).toBe(true);
      }
    },
  );

  test('a name is a value, whatever is in it', async () => {
    const fileName = '../"a\',\u{1f600} 报告%00;.log';
    answerToken();
    answerLimits();
    const taken = takeUpload();
    await upload().apply(inputOf({ fileName }), createWriteCall());
    expect(JSON.parse(taken.text ?? '')).toMatchObject({ accessory_name: fileName, accessory_from: 'incident' });
  });

  test('a refused token is renewed, and all bytes go again', async () => {
    answerToken('old');
    answerLimits();
    nock(OSM).post(`${ACCESSORYS}/json-format-content`).reply(401, { error_code: 'APIGW.0307' });
    answerToken('new');
    const taken = takeUpload();
    expect(await upload().apply(inputOf(), createWriteCall())).toMatchObject({ nativeId: 'accessory_id' });
    expect(taken.headers?.get('x-auth-token')).toBe('new');
    expect(JSON.parse(taken.text ?? '')).toMatchObject({
      accessory_data: Buffer.from('disk is full\n').toString('base64'),
    });
  });

  test('a dry run shows the request without the bytes', async () => {
    const shown: OutgoingRequest[] = [];
    const call = createWriteCall(NOW, { preview: (request) => shown.push(request) });
    answerToken();
    answerLimits();
    await expect(upload().apply(inputOf(), call)).rejects.toMatchObject({ facts: { isPreview: true } });
    expect(shown).toMatchObject([{ method: 'POST', target: `${ACCESSORYS}/json-format-content` }]);
    expect(JSON.parse(shown[0]?.body ?? '')).toMatchObject({
      accessory_name: 'error.log',
      accessory_data: expect.stringContaining('13 bytes'),
    });
  });

  test('without an answer, nothing tells whether it was kept', async () => {
    const { reconcile } = upload();
    if (typeof reconcile !== 'function') throw new Error('cannot be reconciled');
    expect(await reconcile(inputOf(), createWriteCall())).toEqual({
      state: 'UNKNOWN',
      hint: expect.stringContaining('upload it again'),
    });
  });
});

describe('the limits of the backend', () => {
  const large = (sizeBytes: number) => ({ ...contentOf(Buffer.alloc(0)), sizeBytes });

  test.each([
    ['too large', { content: large(10 * 1_048_576 + 1) }, LIMITS, '10485760 bytes'],
    ['too large for one request', { content: large(9 * 1_048_576) }, LIMITS, '12 MB'],
    ['of another type', { fileName: 'a.exe' }, LIMITS, 'jpg, log, txt'],
    ['without an ending', { fileName: 'log' }, LIMITS, 'jpg, log, txt'],
    ['one too many', {}, { ...LIMITS, limit_count: 0 }, 'no files'],
  ])('refuse a file that is %s before it is sent', async (_name, more, limits, words) => {
    answerToken();
    answerLimits(limits);
    await expect(upload().apply(inputOf(more), createWriteCall())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(words),
      facts: { field: 'uploadId' },
    });
  });

  test('that are not named do not hold', async () => {
    answerToken();
    answerLimits({ limit_count: null, limit_size: '' });
    takeUpload();
    expect(await upload().apply(inputOf({ fileName: 'a.exe' }), createWriteCall())).toMatchObject({
      nativeId: 'accessory_id',
    });
  });

  test('count the files of a new ticket', async () => {
    answerToken();
    answerTypes([{ ...TYPE, business_type_id: 'bt-1' }]);
    answerLimits();
    const fields = { typeId: 'bt-1', title: 'Disk', attachmentIds: ['1', '2', '3', '4', '5', '6'] };
    await expect(operation(connect(), 'createTicket').apply({ fields }, createWriteCall())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('at most 5'),
      facts: { field: 'fields.attachmentIds' },
    });
  });

  test.each([
    ['a name that is too long', { fileName: 'x'.repeat(513) }, 'uploadId'],
    ['words that are too long', { ticketId: 'TT-1', text: 'x'.repeat(1201) }, 'text'],
    ['words that are none', { ticketId: 'TT-1', text: ' \n' }, 'text'],
  ])('%s is refused without a call', (_name, more, field) => {
    expect(upload().check(inputOf(more))).toMatchObject([{ field, code: 'INVALID_INPUT' }]);
    expect(upload().check(inputOf({ ticketId: 'TT-1' }))).toEqual([]);
  });
});

describe('a file for a ticket that there is', () => {
  test('is uploaded, and a message carries it', async () => {
    answerToken();
    answerLimits();
    answerCase();
    const taken = takeUpload();
    nock(OSM)
      .post(`${CASES}/TT-1/message`, { message: { content: 'See the file', accessory_ids: ['accessory_id'] } })
      .reply(200, {});
    answerMessages({ ...WRITTEN, accessory_list: [] }, WRITTEN);
    const states: string[] = [];
    const call = createWriteCall(NOW, { onWrite: (state) => states.push(state) });
    const made = await upload().apply(inputOf({ ticketId: 'TT-1', text: 'See the file' }), call);
    expect(made).toMatchObject({
      nativeId: 'accessory_id',
      fileName: 'error.log',
      entry: { text: 'See the file', attachments: [{ nativeId: 'accessory_id', name: 'error.log' }] },
      warnings: [],
    });
    expect(JSON.parse(taken.text ?? '')).toMatchObject({ accessory_from: 'message' });
    // The file alone changes nothing that anybody sees.
    expect(states).toEqual(['SENT']);
  });

  test('goes under its own name where nobody gave words', async () => {
    answerToken();
    answerLimits();
    answerCase();
    takeUpload();
    nock(OSM)
      .post(`${CASES}/TT-1/message`, { message: { content: 'error.log', accessory_ids: ['accessory_id'] } })
      .reply(200, {});
    answerMessages();
    expect(await upload().apply(inputOf({ ticketId: 'TT-1' }), createWriteCall())).toMatchObject({
      nativeId: 'accessory_id',
      entry: null,
      warnings: [expect.stringContaining('It is written')],
    });
  });

  test('is not sent if there is no such ticket', async () => {
    answerToken();
    answerLimits();
    nock(OSM).get(`${CASES}/TT-1`).reply(200, { error_code: 'OSM.01010015' });
    await expect(upload().apply(inputOf({ ticketId: 'TT-1' }), createWriteCall())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('that the backend does not take leaves nothing open, and is not sent twice', async () => {
    answerToken();
    answerLimits();
    answerCase();
    takeUpload(503, '{}');
    const states: string[] = [];
    const call = createWriteCall(NOW, { onWrite: (state) => states.push(state) });
    await expect(upload().apply(inputOf({ ticketId: 'TT-1' }), call)).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
    });
    expect(states).toEqual([]);
  });

  test('without an answer is found by words, name and time', async () => {
    const { reconcile } = upload();
    if (typeof reconcile !== 'function') throw new Error('cannot be reconciled');
    answerToken();
    answerMessages({ ...WRITTEN, accessory_list: [] }, WRITTEN);
    const input = inputOf({ ticketId: 'TT-1', text: 'See the file' });
    expect(await reconcile(input, createWriteCall())).toMatchObject({
      state: 'APPLIED',
      result: { nativeId: 'accessory_id', fileName: 'error.log' },
    });
    answerMessages({ ...WRITTEN, accessory_list: [] }, WRITTEN);
    // It is the outcome of the one above.
    expect(await reconcile(input, createWriteCall())).toEqual({ state: 'UNKNOWN' });
  });
});

describe('a download', () => {
  function download(id: string) {
    return operation(connect(), 'downloadAttachment')({ id }, createCall());
  }

  test('passes the bytes on, with what the backend says of them', async () => {
    answerToken();
    nock(OSM)
      .get(`${ACCESSORYS}/acc-1`)
      .matchHeader('accept', '*/*')
      .reply(200, Buffer.from([1, 0, 255]), {
        'content-type': 'Application/Octet-Stream; charset=binary',
        'content-length': '3',
        'content-disposition': 'attachment; filename="x.txt"; filename*=UTF-8\'\'%E6%8A%A5%E5%91%8A.txt',
      });
    const { bytes, ...facts } = await download('acc-1');
    expect(facts).toEqual({ mediaType: 'application/octet-stream', sizeBytes: 3, fileName: '报告.txt' });
    expect(await buffer(bytes)).toEqual(Buffer.from([1, 0, 255]));
  });

  test('of a file whose backend says nothing of it', async () => {
    answerToken();
    nock(OSM).get(`${ACCESSORYS}/acc-1`).reply(200, Buffer.from('text'));
    const { bytes, ...facts } = await download('acc-1');
    expect(facts).toMatchObject({ mediaType: null, fileName: null });
    expect(String(await buffer(bytes))).toBe('text');
  });

  test.each([
    ['a refusal with status 200', 200, { error_code: 'OSM.01010002' }, 'FORBIDDEN'],
    ['a path that is not published', 404, {}, 'BACKEND_BAD_RESPONSE'],
    ['an answer that is no file', 204, undefined, 'BACKEND_BAD_RESPONSE'],
    ['a redirect', 302, undefined, 'BACKEND_BAD_RESPONSE'],
  ])('%s is an error', async (_name, status, body, code) => {
    answerToken();
    nock(OSM).get(`${ACCESSORYS}/acc-1`).reply(status, body, { location: 'https://stranger.example/' });
    await expect(download('acc-1')).rejects.toMatchObject({ code });
  });

  test.each(['text/html; charset=utf-8', 'application/xhtml+xml'])(
    'a page of something in between (%s) is no file, one with a name is',
    async (type) => {
      const page = Buffer.from('<h1>Sign in</h1>');
      answerToken();
      nock(OSM).get(`${ACCESSORYS}/acc-1`).reply(200, page, { 'content-type': type });
      await expect(download('acc-1')).rejects.toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
      const named = { 'content-type': type, 'content-disposition': 'attachment; filename="a.html"' };
      answerToken();
      nock(OSM).get(`${ACCESSORYS}/acc-1`).reply(200, page, named);
      const { bytes, fileName } = await download('acc-1');
      expect([fileName, await buffer(bytes)]).toEqual(['a.html', page]);
    },
  );

  test('an encoding that was not asked for is refused', async () => {
    answerToken();
    nock(OSM).get(`${ACCESSORYS}/acc-1`).reply(200, Buffer.from('zzz'), { 'content-encoding': 'zstd' });
    await expect(download('acc-1')).rejects.toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });

  test.each(['limits', 'access-urls', 'json-format-content', 'a,b', '../x', 'a/b', 'a?b', '', 'x'.repeat(65)])(
    '%j is no id, and costs no call',
    async (id) => {
      const error = await download(id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GatewayError);
      expect(error).toMatchObject({ code: 'INVALID_INPUT', facts: { field: 'id' } });
    },
  );
});
