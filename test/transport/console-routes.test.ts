import { afterEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';

let gateway: TestGateway;

async function get(path: string, options: TestGatewayOptions = {}, headers: Record<string, string> = {}) {
  gateway = await startTestGateway({ tickets: 1, ...options });
  return fetch(`${gateway.url}${path}`, { headers, redirect: 'manual' });
}

afterEach(async () => gateway.stop());

describe('the console', () => {
  test('is there in production too, and lets in nothing from elsewhere', async () => {
    const response = await get('/console', { server: { production: true } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(await response.text()).not.toMatch(/(?:src|href)="(?:https?:|\/)/);
  });

  test('has all the files that its files import', async () => {
    const page = await (await get('/console')).text();
    const seen = new Set<string>();
    const waiting = [...page.matchAll(/(?:src|href)="(console\/[^"]+)"/g)].map((match) => `/${match[1] ?? ''}`);
    for (const path of waiting) {
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await fetch(`${gateway.url}${path}`);
      expect({ path, status: response.status }).toEqual({ path, status: 200 });
      const type = path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
      expect(response.headers.get('content-type')).toBe(type);
      for (const [, imported = ''] of (await response.text()).matchAll(
        /^(?:import|export)\b[^;]*? from '([^']+)';$/gm,
      )) {
        waiting.push(
          imported === 'graphql-ws/client' ? '/console/graphql-ws/client.js' : new URL(imported, `x:${path}`).pathname,
        );
      }
    }
    expect(seen.size).toBeGreaterThan(20);
  });

  test('is sent once as long as it stays as it is', async () => {
    const first = await get('/console/main.js');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await fetch(`${gateway.url}/console/main.js`, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    const other = await fetch(`${gateway.url}/console/main.js`, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  });

  test.each(['/console/api-types.ts', '/console/tsconfig.json', '/console/..%2fpackage.json', '/console/index.html'])(
    'does not give %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  test('leads from its address with a slash to that without', async () => {
    const response = await get('/console/');
    expect(response.status).toBe(308);
    expect(new URL(response.headers.get('location') ?? '', `${gateway.url}/console/`).pathname).toBe('/console');
  });

  test.each(['/console', '/console/main.js'])('can be switched off: %s', async (path) => {
    expect((await get(path, { server: { console: false } })).status).toBe(404);
  });
});
