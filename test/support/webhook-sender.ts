import { Secret } from '../../src/ticketing/secret.ts';
import { SIGNATURE_HEADER, signWebhook, TIMESTAMP_HEADER } from '../../src/transport/webhook-signature.ts';

export const WEBHOOK_SECRET = 'a secret of tests, long enough to be one';

export interface SendOptions {
  /** Whose webhook it is. */
  readonly backend: string;
  readonly secret?: string;
  /** How far the sender's clock is ahead, in milliseconds. */
  readonly aheadMs?: number;
  /** Replaces headers; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
}

/** The headers with which a body is signed. */
export function signedHeaders(body: string, { secret = WEBHOOK_SECRET, aheadMs = 0 }: Partial<SendOptions> = {}) {
  const timestamp = String(Math.floor((Date.now() + aheadMs) / 1_000));
  const signature = signWebhook(new Secret(secret), timestamp, Buffer.from(body)).toString('hex');
  return {
    'content-type': 'application/json',
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: `sha256=${signature}`,
  };
}

/** Sends a webhook as a backend would. @param body a text as it is, anything else as JSON */
export async function sendWebhook(url: string, body: unknown, options: SendOptions) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = { ...signedHeaders(text, options), ...options.headers };
  const headers = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { method = 'POST' } = options;
  const answer = await fetch(`${url}/webhooks/${options.backend}`, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: text }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as unknown };
}
