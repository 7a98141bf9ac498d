import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Secret } from '../../src/ticketing/secret.ts';
import { checkSignature, signWebhook, type SignedWebhook } from '../../src/transport/webhook-signature.ts';

const NOW = 1_800_000_000_000;
const AT = String(NOW / 1_000);
const BODY = Buffer.from('{"events":[]}');
const secret = new Secret('the one that counts, with enough letters');
const before = new Secret('the one before it, with enough letters too');
const door = { secret, secretBefore: before, toleranceMs: 60_000 };
const sign = (by: Secret, timestamp = AT, body = BODY): string =>
  `sha256=${signWebhook(by, timestamp, body).toString('hex')}`;
const signed = (facts: Partial<SignedWebhook> = {}): SignedWebhook => ({
  timestamp: AT,
  signature: sign(secret),
  body: BODY,
  ...facts,
});

test('the signature is the HMAC-SHA256 of the time, a dot and the body', () => {
  const expected = createHmac('sha256', secret.reveal()).update(`${AT}.{"events":[]}`).digest('hex');
  expect(sign(secret)).toBe(`sha256=${expected}`);
});

test.each([
  ['the secret', signed()],
  ['the secret before', signed({ signature: sign(before) })],
  ['one of several', signed({ signature: `sha256=${'0'.repeat(64)}, ${sign(secret)}` })],
  ['large digits', signed({ signature: sign(secret).toUpperCase().replace('SHA', 'sha') })],
])('%s is known', (_name, webhook) => {
  const check = checkSignature(door, webhook, NOW);
  expect(check).toMatchObject({ outcome: 'KNOWN', endsAt: NOW + 60_000 });
  // Whatever it was signed with, it is the same webhook.
  expect(check).toEqual(checkSignature(door, signed(), NOW));
});

test.each([
  ['another secret', signed({ signature: sign(new Secret('somebody else’s')) }), 'WRONG_SIGNATURE'],
  ['another body', signed({ body: Buffer.from('{"events":[1]}') }), 'WRONG_SIGNATURE'],
  ['another time', signed({ timestamp: String(NOW / 1_000 + 1) }), 'WRONG_SIGNATURE'],
  ['a signature cut short', signed({ signature: sign(secret).slice(0, -2) }), 'NO_SIGNATURE'],
  ['another algorithm', signed({ signature: sign(secret).replace('sha256', 'sha1') }), 'NO_SIGNATURE'],
  ['no signature', signed({ signature: undefined }), 'NO_SIGNATURE'],
  [
    'the right one behind four others',
    signed({ signature: `${`sha256=${'0'.repeat(64)},`.repeat(4)}${sign(secret)}` }),
    'WRONG_SIGNATURE',
  ],
  ['no time', signed({ timestamp: undefined }), 'NO_TIMESTAMP'],
  ['a time that is none', signed({ timestamp: '1e9', signature: sign(secret, '1e9') }), 'NO_TIMESTAMP'],
])('%s is refused', (_name, webhook, problem) => {
  expect(checkSignature(door, webhook, NOW)).toEqual({ outcome: 'REFUSED', problem });
});

test('the time may be off by the tolerance, either way', () => {
  const outcomes = [-61_000, -60_000, 60_000, 61_000].map((off) => checkSignature(door, signed(), NOW + off).outcome);
  expect(outcomes).toEqual(['REFUSED', 'KNOWN', 'KNOWN', 'REFUSED']);
});

test('without a secret before, that one counts no more', () => {
  const { secretBefore: _, ...later } = door;
  expect(checkSignature(later, signed({ signature: sign(before) }), NOW)).toMatchObject({ problem: 'WRONG_SIGNATURE' });
});
