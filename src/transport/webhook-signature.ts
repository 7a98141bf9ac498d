import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../ticketing/secret.ts';

/** The time at which a webhook was signed, in whole seconds since 1970. */
export const TIMESTAMP_HEADER = 'x-webhook-timestamp';
/** `sha256=` and the signature in hexadecimal digits; several of them with commas between while a secret is changed. */
export const SIGNATURE_HEADER = 'x-webhook-signature';

/** What the senders of one backend's webhooks are known by. */
export interface WebhookDoor {
  readonly secret: Secret;
  /** Counts as well while senders go over to the new one. */
  readonly secretBefore?: Secret | undefined;
  /** How far the time of a webhook may be from the present, in milliseconds. */
  readonly toleranceMs: number;
}

export interface SignedWebhook {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  /** As it came, byte for byte. */
  readonly body: Buffer;
}

/**
 * KNOWN: it is from somebody with a secret, and of now. `key` is the same whenever the same comes again, and until `endsAt`,
 * in milliseconds since 1970, it could come again.
 */
export type SignatureCheck =
  | { readonly outcome: 'KNOWN'; readonly key: string; readonly endsAt: number }
  | { readonly outcome: 'REFUSED'; readonly problem: SignatureProblem };

export type SignatureProblem = 'NO_TIMESTAMP' | 'NO_SIGNATURE' | 'WRONG_SIGNATURE' | 'WRONG_TIME';

const MOST_SIGNATURES = 4;

/** HMAC-SHA256 over the timestamp, a dot, and the body as it is sent. */
export function signWebhook(secret: Secret, timestamp: string, body: Buffer): Buffer {
  return createHmac('sha256', secret.reveal()).update(`${timestamp}.`).update(body).digest();
}

/**
 * Whether a webhook is from somebody with a secret, and of now. The signature is looked at first, so that nobody else learns
 * anything of the clock. @param now in milliseconds since 1970
 */
export function checkSignature(door: WebhookDoor, webhook: SignedWebhook, now: number): SignatureCheck {
  const { timestamp, body } = webhook;
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return refused('NO_TIMESTAMP');
  const given = readSignatures(webhook.signature);
  if (given.length === 0) return refused('NO_SIGNATURE');
  const secrets = [door.secret, ...(door.secretBefore === undefined ? [] : [door.secretBefore])];
  const right = secrets.map((secret) => signWebhook(secret, timestamp, body));
  // Every pair is compared, so that the time that it takes says nothing.
  const fitting = right.flatMap((signature) => given.filter((each) => timingSafeEqual(each, signature)));
  if (fitting.length === 0) return refused('WRONG_SIGNATURE');
  const at = Number(timestamp) * 1_000;
  if (Math.abs(now - at) > door.toleranceMs) return refused('WRONG_TIME');
  // Not the signature: the same may come again with that of the other secret.
  const key = createHash('sha256').update(`${timestamp}.`).update(body).digest('base64url');
  return { outcome: 'KNOWN', key, endsAt: at + door.toleranceMs };
}

function refused(problem: SignatureProblem): SignatureCheck {
  return { outcome: 'REFUSED', problem };
}

function readSignatures(header: string | undefined): readonly Buffer[] {
  return (header ?? '')
    .split(',', MOST_SIGNATURES)
    .map((part) => /^\s*sha256=([0-9a-f]{64})\s*$/i.exec(part)?.[1])
    .flatMap((digits) => (digits === undefined ? [] : [Buffer.from(digits, 'hex')]));
}
