import { describe, expect, test } from '@jest/globals';
import { createMemoryCounters } from '../../src/store/memory-counters.ts';
import { callerOf, networkOf, takeRequest } from '../../src/transport/rate-limit.ts';
import { testPrincipal } from '../support/principal.ts';

const SETTINGS = { requestsPerWindow: 3, windowMs: 60_000 };

describe('a caller', () => {
  test('may send so many requests in a window, and is told how many are left', async () => {
    let now = 0;
    const counters = createMemoryCounters(() => now);
    const left: (string | undefined)[] = [];
    for (let sent = 0; sent < 3; sent++) {
      const { headers, refusal } = await takeRequest(counters, 'a', SETTINGS);
      expect(refusal).toBeNull();
      expect(headers['ratelimit-policy']).toBe('"requests";q=3;w=60');
      left.push(headers['ratelimit']);
    }
    expect(left).toEqual(['"requests";r=2;t=0', '"requests";r=1;t=0', '"requests";r=0;t=20']);

    const { headers, refusal } = await takeRequest(counters, 'a', SETTINGS);
    expect(headers['ratelimit']).toBe('"requests";r=0;t=20');
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED', facts: { retryAfterMs: 20_000 } });

    now = 20_000;
    expect((await takeRequest(counters, 'a', SETTINGS)).refusal).toBeNull();
  });

  test('takes nothing from another one', async () => {
    const counters = createMemoryCounters();
    for (let sent = 0; sent < 3; sent++) await takeRequest(counters, 'a', SETTINGS);
    expect((await takeRequest(counters, 'a', SETTINGS)).refusal).not.toBeNull();
    expect((await takeRequest(counters, 'b', SETTINGS)).refusal).toBeNull();
  });
});

describe('who is counted', () => {
  const anonymous = testPrincipal({ isAuthenticated: false });
  const signedIn = testPrincipal({ isAuthenticated: true, subject: 'somebody' });

  test('is whoever proved who it is, wherever from', () => {
    expect(callerOf(signedIn, '192.0.2.1')).toBe(callerOf(signedIn, '192.0.2.2'));
    expect(callerOf(signedIn, '192.0.2.1')).not.toBe(
      callerOf(testPrincipal({ isAuthenticated: true, subject: 'another' }), '192.0.2.1'),
    );
  });

  test('or else an address, which cannot be read from it', () => {
    expect(callerOf(anonymous, '192.0.2.1')).toBe(callerOf(anonymous, '192.0.2.1'));
    expect(callerOf(anonymous, '192.0.2.1')).not.toBe(callerOf(anonymous, '192.0.2.2'));
    expect(callerOf(anonymous, '192.0.2.1')).not.toContain('192.0.2.1');
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s is in the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
