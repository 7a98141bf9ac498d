import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const SANDBOX = 'https://studio.apollographql.com';
const EMBEDDED_SANDBOX = 'https://sandbox.embed.apollographql.com';
const OWN_PAGE = 'https://support.example.com';
const STRANGER = 'https://stranger.example.com';

/** What a browser asks before it sends JSON for a page of this origin. */
function askPermission(gateway: TestGateway, origin: string): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });
}

/** What a page of this origin may do: the browser's question, then the request itself. */
async function permissionsOf(gateway: TestGateway, origin: string): Promise<object> {
  const permission = await askPermission(gateway, origin);
  const { headers } = await gateway.query('{ viewer { subject } }', {}, { origin });
  return {
    mayAsk: permission.headers.get('access-control-allow-origin'),
    mayRead: headers.get('access-control-allow-origin'),
    variesByOrigin: /\borigin\b/i.test(headers.get('vary') ?? ''),
  };
}

function allowed(origin: string): object {
  return { mayAsk: origin, mayRead: origin, variesByOrigin: true };
}

const REFUSED = { mayAsk: null, mayRead: null, variesByOrigin: true };

describe.each([{ production: false }, { production: true }])('with production: $production', ({ production }) => {
  let plain: TestGateway;
  let configured: TestGateway;

  beforeAll(async () => {
    plain = await startTestGateway({ server: { production } });
    configured = await startTestGateway({ server: { production, corsOrigins: [OWN_PAGE] } });
  });

  afterAll(async () => {
    await Promise.all([plain.stop(), configured.stop()]);
  });

  test('a configured origin may call, and only if it is configured', async () => {
    expect(await permissionsOf(configured, OWN_PAGE)).toEqual(allowed(OWN_PAGE));
    expect(await permissionsOf(plain, OWN_PAGE)).toEqual(REFUSED);
  });

  test.each([STRANGER, 'null', 'https://support.example.com.stranger.example', 'http://support.example.com'])(
    'any other origin may not: %s',
    async (origin) => {
      expect(await permissionsOf(configured, origin)).toEqual(REFUSED);
    },
  );

  test(`Apollo Sandbox ${production ? 'may not' : 'may'} call`, async () => {
    for (const origin of [SANDBOX, EMBEDDED_SANDBOX]) {
      expect(await permissionsOf(plain, origin)).toEqual(production ? REFUSED : allowed(origin));
    }
  });

  test('the browser is told what a page may send', async () => {
    const permission = await askPermission(configured, OWN_PAGE);
    expect(permission.status).toBe(204);
    expect(permission.headers.get('access-control-allow-methods')).toContain('POST');
    expect(permission.headers.get('access-control-allow-headers')).toContain('content-type');
  });

  test('no page may send credentials along', async () => {
    const permission = await askPermission(configured, OWN_PAGE);
    expect(permission.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
