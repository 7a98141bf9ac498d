import type { FastifyInstance, FastifyReply } from 'fastify';
import { readExampleOperations, renderExplorerPage, renderSandboxPage } from './explorer-pages.ts';
import { pagePolicy, type PageSources } from './security-headers.ts';

/** Apollo Sandbox asks from these, as a page of its own and within another. */
export const SANDBOX_ORIGINS = ['https://studio.apollographql.com', 'https://sandbox.embed.apollographql.com'];

const SANDBOX_SOURCES: PageSources = {
  scripts: ['https://embeddable-sandbox.cdn.apollographql.com'],
  frames: ['https://sandbox.embed.apollographql.com'],
  images: ['https://apollo-server-landing-page.cdn.apollographql.com'],
};

export interface ExplorerPaths {
  readonly graphqlPath: string;
  readonly explorerPath: string;
}

interface Page {
  readonly html: string;
  readonly policy: string;
}

/** The pages for people who explore: `/` is Apollo Sandbox, `/explorer` works without the internet. */
export function explorerRoutes(app: FastifyInstance, { graphqlPath, explorerPath }: ExplorerPaths): void {
  const examples = readExampleOperations();
  const sandbox = toPage(renderSandboxPage(graphqlPath, explorerPath, examples), SANDBOX_SOURCES);
  // Nine megabytes: made when it is first wanted.
  let explorer: Page | undefined;
  app.get('/', (_request, reply) => send(reply, sandbox));
  app.get(explorerPath, (_request, reply) => {
    explorer ??= toPage(renderExplorerPage(graphqlPath, examples));
    return send(reply, explorer);
  });
}

function toPage(html: string, sources?: PageSources): Page {
  return { html, policy: pagePolicy(html, sources) };
}

function send(reply: FastifyReply, { html, policy }: Page): FastifyReply {
  return reply.type('text/html').header('content-security-policy', policy).send(html);
}
