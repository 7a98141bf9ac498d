import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sendFile } from '../support/send-file.ts';

const MOST_BYTES = 64 * 1024;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ attachments: { mostBytes: MOST_BYTES, mostFiles: 20 } });
});
afterAll(() => gateway.stop());

async function refusalOf(answer: ReturnType<typeof sendFile>): Promise<object> {
  const { status, errors, uploadId } = await answer;
  return { status, code: errors[0]?.extensions.code, message: errors[0]?.message, uploadId };
}

describe('a file that a foreign page could send without asking first', () => {
  test.each([
    '',
    'text/plain',
    'text/plain; charset=utf-8',
    'multipart/form-data; boundary=x',
    'Application/X-WWW-Form-URLencoded',
  ])('is refused: %j', async (type) => {
    expect(await refusalOf(sendFile(gateway, 'a.txt', 'x', { 'content-type': type }))).toEqual({
      status: 400,
      code: 'INVALID_INPUT',
      message: expect.stringContaining('foreign pages'),
      uploadId: '',
    });
  });

  test('is taken with a header that makes a browser ask', async () => {
    const sent = await sendFile(gateway, 'a.txt', 'x', {
      'content-type': 'text/plain',
      'apollo-require-preflight': '1',
    });
    expect(sent).toMatchObject({ status: 201, sizeBytes: 1 });
  });
});

describe('the name of a file', () => {
  const raw = (name: string) => sendFile(gateway, '', 'x', { 'x-file-name': name });

  test.each([
    ['is missing', ''],
    ['is blank', '%20'],
    ['is not encoded as it should be', '%zz'],
    ['is no UTF-8', '%ff%fe'],
    ['has a line break', 'a%0d%0aX-Injected:%20yes'],
    ['has a NUL', 'a.png%00.exe'],
    ['turns the direction of the text', '%e2%80%aegnp.exe'],
    ['leads elsewhere', '..%2f..%2fetc%2fpasswd'],
    ['leads elsewhere on another system', '..%5c..%5cboot.ini'],
    ['is the folder itself', '..'],
    ['is too long', 'x'.repeat(256)],
  ])('that %s is refused', async (_name, name) => {
    expect(await refusalOf(raw(name))).toMatchObject({ status: 400, code: 'INVALID_INPUT', uploadId: '' });
  });

  test.each(['报告 🙂.pdf', `"quotes'; filename=x.exe`, '%41.txt', '...', '$(id)', '<b>.txt', 'a;b,c.txt'])(
    'is a value and nothing else: %s',
    async (name) => {
      const { uploadId } = await sendFile(gateway, name, 'x');
      const backend = gateway.emulator('huawei');
      gateway.reset();
      const { data } = await gateway.query<{ uploadAttachment: { request: { body: string } } }>(
        'mutation ($input: UploadAttachmentInput!) { uploadAttachment(input: $input) { userErrors { message } request { body } } }',
        { input: { uploadId, backend: 'huawei', dryRun: true } },
      );
      const body = data?.uploadAttachment.request?.body;
      if (body !== undefined) expect(JSON.parse(body)).toMatchObject({ accessory_name: name });
      else expect(data).toMatchObject({ uploadAttachment: { userErrors: [{ message: /endings/ }] } });
      for (const { url, rawHeaders } of backend.control.requests()) {
        expect(url + rawHeaders.join('\n')).not.toContain(name);
      }
    },
  );
});

describe('the size of a file', () => {
  test('may be what the configuration says and no more', async () => {
    expect(await sendFile(gateway, 'a.bin', Buffer.alloc(MOST_BYTES))).toMatchObject({
      status: 201,
      sizeBytes: MOST_BYTES,
    });
    expect(await refusalOf(sendFile(gateway, 'a.bin', Buffer.alloc(MOST_BYTES + 1)))).toMatchObject({
      status: 413,
      code: 'OVER_LIMIT',
      message: expect.stringContaining(String(MOST_BYTES)),
    });
    expect(await refusalOf(sendFile(gateway, 'a.bin', ''))).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });

  test('without end is refused while it is still being sent', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /attachments HTTP/1.1\r\nhost: gateway\r\nx-file-name: a\r\ncontent-type: a/b\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    // More than the limit, and no last chunk: a server that waits for the end never answers.
    for (let sent = 0; sent <= MOST_BYTES; sent += 0x4000) socket.write(chunk);
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(data.toString('utf8')).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a client that leaves in the middle leaves nothing behind, and is no fault', async () => {
    const { hostname, port } = new URL(gateway.url);
    for (let round = 0; round < 25; round += 1) {
      const socket = connect(Number(port), hostname);
      socket.write(
        'POST /attachments HTTP/1.1\r\nhost: gateway\r\nx-file-name: a\r\ncontent-type: a/b\r\ncontent-length: 1000\r\n\r\nabc',
      );
      await wait(5);
      socket.destroy();
    }
    // More of them than may wait: each must have given its place back.
    let sent = await sendFile(gateway, 'a.txt', 'x');
    for (let tries = 0; tries < 100 && sent.status === 429; tries += 1) {
      await wait(10);
      sent = await sendFile(gateway, 'a.txt', 'x');
    }
    expect(sent.status).toBe(201);
    expect(gateway.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

test('a file belongs to whoever sent it', async () => {
  const bearer = (caller: { readonly token: string }) => ({ authorization: `Bearer ${caller.token}` });
  const [one, other] = gateway.callers;
  if (one === undefined || other === undefined) throw new Error('The demo has no two callers.');
  const ticketId = encodeGlobalId({ type: 'Ticket', backend: 'huawei', nativeId: 'TT-123456' });
  const { uploadId } = await sendFile(gateway, 'a.txt', 'mine\n', bearer(one));
  for (const headers of [{}, bearer(other)]) {
    const { data } = await gateway.query(
      'mutation ($input: UploadAttachmentInput!) { uploadAttachment(input: $input) { outcome userErrors { field code } } }',
      { input: { uploadId, ticketId, dryRun: true } },
      headers,
    );
    expect(data).toEqual({
      uploadAttachment: { outcome: 'REJECTED', userErrors: [{ field: 'uploadId', code: 'NOT_FOUND' }] },
    });
  }
});

test('too many files that wait are refused with the time to come again', async () => {
  let sent = await sendFile(gateway, 'a.txt', 'x');
  for (let round = 0; round < 25 && sent.status === 201; round += 1) sent = await sendFile(gateway, 'a.txt', 'x');
  expect(sent.status).toBe(429);
  expect(sent.headers.get('retry-after')).toBe('60');
  expect(sent.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }]);
});
