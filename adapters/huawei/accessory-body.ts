import { Readable } from 'node:stream';
import type { FileContent } from '../../src/ticketing/attachment.ts';
import type { StreamedBody } from '../../src/upstream/backend-http.ts';

/** What a file is uploaded for: a new ticket, or a message. */
export type AccessoryUse = 'incident' | 'message';

/** Bytes that become one group of four letters in base64. */
const GROUP = 3;
const END = '"}';

/** The body of an upload: JSON with the file in base64, made while it is sent. */
export function toAccessoryBody(fileName: string, use: AccessoryUse, content: FileContent): StreamedBody {
  const fields = JSON.stringify({ accessory_name: fileName, accessory_from: use, upload_type: 0 });
  const start = `${fields.slice(0, -1)},"accessory_data":"`;
  const base64Length = Math.ceil(content.sizeBytes / GROUP) * 4;
  return {
    contentType: 'application/json',
    length: Buffer.byteLength(start) + base64Length + END.length,
    read: () => Readable.from(encode(start, content), { objectMode: false }),
    shown: `${start}(${content.sizeBytes} bytes in base64, SHA-256 ${content.sha256})${END}`,
  };
}

async function* encode(start: string, content: FileContent): AsyncGenerator<Buffer> {
  yield Buffer.from(start);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of content.read() as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % GROUP);
    rest = bytes.subarray(whole);
    if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole));
  }
  yield Buffer.from(rest.toString('base64') + END);
}
