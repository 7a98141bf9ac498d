import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { createBackendRegistry } from '../../src/dispatch/registry.ts';
import { tokensRoute } from '../../src/transport/tokens-page.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testPrincipal } from '../support/principal.ts';

const VIEWER = `{ viewer {
  subject isAuthenticated roles agentEmail expiresAt
  credentials { backend { id } strategy customerId isOpen reason }
} }`;

interface Viewer {
  readonly viewer: {
    readonly subject: string;
    readonly isAuthenticated: boolean;
    readonly roles: readonly string[];
    readonly agentEmail: string | null;
    readonly expiresAt: string | null;
    readonly credentials: readonly {
      readonly backend: { readonly id: string };
      readonly strategy: string;
      readonly customerId: string | null;
      readonly isOpen: boolean;
      readonly reason: string | null;
    }[];
  };
}

describe('the demo', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ tickets: 5 });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  async function viewerWith(name: string): Promise<Viewer['viewer']> {
    const token = gateway.callers.find((caller) => caller.name === name)?.token;
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const { data, errors } = await gateway.query<Viewer>(VIEWER, {}, headers);
    expect(errors).toEqual([]);
    if (!data) throw new Error('There is no answer.');
    return data.viewer;
  }

  test('shows the tokens of a customer and of an agent, and what each opens', async () => {
    const response = await fetch(`${gateway.url}/tokens`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(gateway.callers.map(({ name }) => name)).toEqual(['customer', 'agent']);
    for (const { token } of gateway.callers) expect(page).toContain(`Bearer ${token}`);
    const { credentials } = await viewerWith('customer');
    const closed = credentials.filter(({ isOpen }) => !isOpen);
    expect(closed.length).toBeGreaterThan(0);
    expect(page.match(/closed: /g)).toHaveLength(closed.length);
  });

  test('knows the customer in each backend whose tickets say whose they are', async () => {
    const viewer = await viewerWith('customer');
    expect(viewer).toMatchObject({
      subject: 'demo-customer',
      isAuthenticated: true,
      roles: ['CUSTOMER'],
      agentEmail: null,
      expiresAt: expect.stringMatching(/Z$/),
    });
    const known = viewer.credentials.filter(({ customerId }) => customerId !== null);
    expect(known.length).toBeGreaterThan(1);
    for (const { isOpen, reason } of viewer.credentials) expect(isOpen).toBe(reason === null);
  });

  test('knows the agent, for whom every backend is open', async () => {
    const viewer = await viewerWith('agent');
    expect(viewer).toMatchObject({ subject: 'demo-agent', roles: ['AGENT'], agentEmail: 'agent@demo.example' });
    expect(viewer.credentials.filter(({ isOpen }) => !isOpen)).toEqual([]);
  });

  test('takes everybody else for an anonymous agent', async () => {
    const viewer = await viewerWith('nobody');
    expect(viewer).toMatchObject({
      subject: 'anonymous',
      isAuthenticated: false,
      roles: ['AGENT'],
      agentEmail: 'agent@demo.example',
      expiresAt: null,
    });
    expect(gateway.backendCalls()).toEqual({});
  });
});

test('in production the page is not there, whatever it is given to show', async () => {
  const gateway = await startTestGateway({ tickets: 5, server: { production: true } });
  try {
    expect((await fetch(`${gateway.url}/tokens`)).status).toBe(404);
  } finally {
    await gateway.stop();
  }
});

test('nothing that is shown is taken for HTML', async () => {
  const app = Fastify();
  const caller = { name: '<b>', description: '"&<script>', token: '</textarea><script>' };
  tokensRoute(app, [caller], createBackendRegistry([]), () => Promise.resolve(testPrincipal()));
  const { body } = await app.inject('/tokens');
  await app.close();
  expect(body).not.toMatch(/<b>|<script/);
  expect(body).toContain('&lt;/textarea&gt;');
});
