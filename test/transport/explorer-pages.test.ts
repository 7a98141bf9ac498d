import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readExampleOperations, renderExplorerPage, renderSandboxPage } from '../../src/transport/explorer-pages.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const examples = readExampleOperations();

describe('outside production', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  afterAll(async () => {
    await gateway.stop();
  });

  test('/ is Apollo Sandbox, with a way to the offline explorer', async () => {
    const response = await fetch(`${gateway.url}/`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const page = await response.text();
    expect(page).toContain('EmbeddedSandbox');
    expect(page).toContain('href="/explorer"');
    expect(page).toContain('"/graphql"');
  });

  test('/explorer needs nothing from elsewhere', async () => {
    const response = await fetch(`${gateway.url}/explorer`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const page = await response.text();
    expect(page).toContain('<title>Ticket gateway</title>');
    expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="https?:/);
    // Subscriptions go over a WebSocket to the same address, which the page's policy permits.
    expect(page).toContain('"subscriptionsProtocol":"WS"');
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
  });
});

describe('in production', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ server: { production: true } });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  test.each(['/', '/explorer'])('%s is not there', async (path) => {
    const response = await fetch(`${gateway.url}${path}`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  });

  test('the GraphQL endpoint shows no page either', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/<html/i);
  });
});

describe('the examples', () => {
  test('are all there, in the order of their names', () => {
    const names = examples.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(3);
    expect(names).toEqual([...names].sort());
  });

  test('stand in both pages', () => {
    const sandbox = renderSandboxPage('/graphql', '/explorer', examples);
    const explorer = renderExplorerPage('/graphql', examples);
    for (const { document } of examples) {
      const operation = /\b(?:query|mutation|subscription) (\w+)/.exec(document)?.[1] ?? document;
      expect(sandbox).toContain(operation);
      expect(explorer).toContain(operation);
    }
  });

  test('an example cannot end the script that it stands in', () => {
    const page = renderSandboxPage('/graphql', '/explorer', [{ name: 'x', document: '# </script><script>alert(1)' }]);
    expect(page).not.toContain('</script><script>alert(1)');
  });
});
