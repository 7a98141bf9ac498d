import type { AnsweredError } from './gateway.ts';

/** What the gateway answered to a file. */
export interface SentFile {
  readonly status: number;
  readonly headers: Headers;
  readonly uploadId: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly errors: readonly AnsweredError[];
}

/** Sends a file to the gateway as a client does. Headers given here win over the usual ones; an empty one is left out. */
export async function sendFile(
  gateway: { readonly url: string },
  name: string,
  content: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<SentFile> {
  const all = { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(name), ...headers };
  const response = await fetch(`${gateway.url}/attachments`, {
    method: 'POST',
    headers: Object.entries(all).filter(([, value]) => value !== ''),
    body: Buffer.from(content),
  });
  const body = (await response.json()) as Partial<SentFile>;
  const { uploadId = '', sizeBytes = 0, sha256 = '', errors = [] } = body;
  return { status: response.status, headers: response.headers, uploadId, sizeBytes, sha256, errors };
}
