import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hash } from 'node:crypto';
import { pagePolicy } from '../../src/transport/security-headers.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

async function policyOf(path: string): Promise<{ readonly policy: string; readonly page: string }> {
  const response = await fetch(`${gateway.url}${path}`);
  return { policy: response.headers.get('content-security-policy') ?? '', page: await response.text() };
}

/** A directive's sources. */
function sourcesOf(policy: string, directive: string): string[] {
  const words = policy.split('; ').map((part) => part.split(' '));
  return words.find(([name]) => name === directive)?.slice(1) ?? [];
}

describe('every answer', () => {
  test.each(['/health/live', '/nothing', '/explorer', '/', '/%zz'])(
    'of %s says what a browser may do with it',
    async (path) => {
      const { headers } = await fetch(`${gateway.url}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    },
  );

  test('of GraphQL is data and no page', async () => {
    const { headers } = await gateway.query('{ viewer { subject } }');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
  });
});

describe('a page', () => {
  test.each([
    ['/', ['https://embeddable-sandbox.cdn.apollographql.com']],
    ['/explorer', []],
    ['/tokens', []],
  ])('%s runs its own scripts and no others', async (path, elsewhere) => {
    const { policy, page } = await policyOf(path);
    const inline = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(
      ([, text = '']) => `'sha256-${hash('sha256', text, 'base64')}'`,
    );
    expect(sourcesOf(policy, 'script-src')).toEqual(["'self'", ...inline, ...elsewhere]);
    expect(page).not.toMatch(/<[a-z]+ [^>]*\bon[a-z]+="/);
    expect(policy).not.toContain('unsafe-eval');
    expect(sourcesOf(policy, 'connect-src')).toEqual(["'self'"]);
  });

  test('/ shows the frame of Apollo Sandbox and no other', async () => {
    const { policy } = await policyOf('/');
    expect(sourcesOf(policy, 'frame-src')).toEqual(['https://sandbox.embed.apollographql.com']);
    expect(sourcesOf((await policyOf('/explorer')).policy, 'frame-src')).toEqual(["'none'"]);
  });

  test('a script that somebody slips in has no hash', () => {
    const mine = '<script>mine()</script>';
    const slipped = `'sha256-${hash('sha256', 'theirs()', 'base64')}'`;
    expect(pagePolicy(mine)).not.toContain(slipped);
    expect(pagePolicy(mine)).toContain(`'sha256-${hash('sha256', 'mine()', 'base64')}'`);
    expect(pagePolicy('<script src="/a.js"></script>')).not.toContain('sha256');
  });
});
