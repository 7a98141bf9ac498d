/** Frames of a WebSocket, as cheap as can be: a library would take more of the machine than the gateway that is measured. */
export const TEXT = 1;
export const PING = 9;
export const PONG = 10;

/** Takes what a socket brings. Chunks are not kept. */
export type TakeChunk = (chunk: Buffer) => void;

/** @param onFrame what a frame holds; valid during the call */
export function createFrameReader(onFrame: (opcode: number, payload: Buffer) => void): TakeChunk {
  let rest: Buffer | null = null;
  return (chunk) => {
    const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const start = at + headLength(bytes, at);
      const end = start + (start > bytes.length ? 0 : payloadLength(bytes, at));
      if (start > bytes.length || end > bytes.length) break;
      onFrame((bytes[at] ?? 0) & 0x0f, bytes.subarray(start, end));
      at = end;
    }
    rest = at === bytes.length ? null : Buffer.from(bytes.subarray(at));
  };
}

/** Servers do not mask. */
function headLength(bytes: Buffer, at: number): number {
  const length = bytes[at + 1];
  if (length === 127) return 10;
  return length === 126 ? 4 : 2;
}

function payloadLength(bytes: Buffer, at: number): number {
  const length = bytes[at + 1] ?? 0;
  if (length === 127) return Number(bytes.readBigUInt64BE(at + 2));
  return length === 126 ? bytes.readUInt16BE(at + 2) : length;
}

/** A frame as a client sends it: masked with nothing. */
export function toFrame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length > 0xffff) throw new Error('This is too long.');
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 6 : 8);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
