import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { strictPagePolicy } from './security-headers.ts';

export const CONSOLE_PATH = '/console';

const CONSOLE_FOLDER = new URL('../../console/', import.meta.url);
const PAGE = 'index.html';
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** A file of the console as it is sent. */
interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * `GET /console`: a page for agents. Its files are sent as they stand in the folder `console`, beside the client of the
 * protocol of subscriptions. All addresses in it are relative, so that it works below any path of a proxy.
 */
export function consoleRoutes(app: FastifyInstance): void {
  for (const { path, type, body, headers } of readAssets()) {
    // Browsers ask each time, and are told that nothing has changed: an upgrade is seen at once.
    const etag = `"${hash('sha256', body, 'base64url')}"`;
    app.get(path, (request, reply) => {
      void reply.headers({ ...headers, etag, 'cache-control': 'no-cache' });
      const known = (request.headers['if-none-match'] ?? '')
        .split(',')
        .map((value) => value.trim().replace(/^W\//, ''));
      return known.includes(etag) ? reply.status(304).send() : reply.type(type).send(body);
    });
  }
  // With a slash, the addresses in the page would lead elsewhere.
  app.get(`${CONSOLE_PATH}/`, (_request, reply) => reply.redirect(`..${CONSOLE_PATH}`, 308));
}

function readAssets(): Asset[] {
  const page = readFileSync(new URL(PAGE, CONSOLE_FOLDER));
  return [
    {
      path: CONSOLE_PATH,
      type: 'text/html; charset=utf-8',
      body: page,
      headers: { 'content-security-policy': strictPagePolicy(page.toString('utf8')) },
    },
    ...readdirSync(CONSOLE_FOLDER).flatMap((name) => readAsset(CONSOLE_FOLDER, name, CONSOLE_PATH)),
    ...readClient(),
  ];
}

/** @returns nothing for a file that is not for browsers */
function readAsset(folder: URL, name: string, path: string): Asset[] {
  const type = CONTENT_TYPES[name.slice(name.lastIndexOf('.') + 1)];
  if (type === undefined) return [];
  return [{ path: `${path}/${name}`, type, body: readFileSync(new URL(name, folder)), headers: {} }];
}

/** The package's client with the files that it imports, which lie beside it. */
function readClient(): Asset[] {
  const folder = new URL('.', import.meta.resolve('graphql-ws/client'));
  const names = ['client.js'];
  for (const name of names) {
    const text = readFileSync(fileURLToPath(new URL(name, folder)), 'utf8');
    for (const [, imported = ''] of text.matchAll(/ from '\.\/([\w.-]+\.js)'/g)) {
      if (!names.includes(imported)) names.push(imported);
    }
  }
  return names.flatMap((name) => readAsset(folder, name, `${CONSOLE_PATH}/graphql-ws`));
}
