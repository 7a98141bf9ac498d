import type { FastifyInstance } from 'fastify';
import { closedReason } from '../dispatch/backend-openness.ts';
import type { BackendRegistry } from '../dispatch/registry.ts';
import type { PrincipalOf } from '../identity/principal-of.ts';
import type { Principal } from '../ticketing/principal.ts';
import { pagePolicy } from './security-headers.ts';

export const TOKENS_PATH = '/tokens';

/** Somebody whose token the page shows. */
export interface ShownCaller {
  readonly name: string;
  readonly description: string;
  readonly token: string;
}

/**
 * `GET /tokens`: the demo's tokens, and which backends each opens; as JSON for a page that offers them. For the demo
 * alone: whoever reads it can be anybody on it.
 */
export function tokensRoute(
  app: FastifyInstance,
  callers: readonly ShownCaller[],
  registry: BackendRegistry,
  principalOf: PrincipalOf,
): void {
  app.get(TOKENS_PATH, async (request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', vary: 'accept' });
    if (request.headers.accept === 'application/json') return reply.send(callers);
    const sections = await Promise.all(
      callers.map(async (caller) => renderCaller(caller, registry, await principalOf(authorizationOf(caller)))),
    );
    const page = renderPage(sections);
    return reply.type('text/html').header('content-security-policy', pagePolicy(page)).send(page);
  });
}

function authorizationOf({ token }: ShownCaller): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

function renderCaller(
  { name, description, token }: ShownCaller,
  registry: BackendRegistry,
  principal: Principal,
): string {
  const rows = registry.all.map((backend) => {
    const closed = closedReason(backend, principal);
    return `<tr><td>${escapeHtml(backend.title)}</td><td>${closed === null ? 'open' : `closed: ${escapeHtml(closed.reason)}`}</td></tr>`;
  });
  return `<h2>${escapeHtml(name)}</h2>
    <p>${escapeHtml(description)}</p>
    <textarea readonly rows="6" aria-label="Header of the ${escapeHtml(name)}">${escapeHtml(JSON.stringify(authorizationOf({ name, description, token })))}</textarea>
    <table><tr><th>Backend</th><th>For this caller</th></tr>${rows.join('')}</table>`;
}

function renderPage(sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Tokens of the demo</title>
    <link rel="icon" href="data:," />
    <style>
      body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font-family: system-ui, sans-serif; line-height: 1.5; }
      textarea { width: 100%; font-family: monospace; }
      td, th { text-align: left; padding: 0.2rem 1rem 0.2rem 0; vertical-align: top; }
    </style>
  </head>
  <body>
    <h1>Tokens of the demo</h1>
    <p>Put one of these under “Headers” in an explorer. They hold until the demo stops. Without one you are an anonymous agent.</p>
    ${sections.join('\n    ')}
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
