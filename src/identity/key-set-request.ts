export interface KeySetRequestOptions {
  /** For the whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** The largest answer, in bytes. */
  readonly mostBytes: number;
}

/**
 * Reads the issuer's key set. Goes to this address alone: a redirect is not followed.
 * @throws Error that says what went wrong and quotes nothing of the answer
 */
export async function requestKeySet(url: string, { timeoutMs, mostBytes }: KeySetRequestOptions): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json', 'accept-encoding': 'identity' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`It answered with HTTP status ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`Its answer has more than ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new Error('Its answer is no JSON.');
  }
}
