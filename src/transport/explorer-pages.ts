import { readdirSync, readFileSync } from 'node:fs';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

const EXAMPLES_FOLDER = new URL('../../examples/', import.meta.url);

/** An operation that the explorers open with. */
export interface ExampleOperation {
  /** File name without its ending. */
  readonly name: string;
  readonly document: string;
}

/** The example operations, in the order of their names. */
export function readExampleOperations(): ExampleOperation[] {
  return readdirSync(EXAMPLES_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({
      name: name.replace(/\.graphql$/, ''),
      document: readFileSync(new URL(name, EXAMPLES_FOLDER), 'utf8'),
    }));
}

/** GraphiQL with the examples in tabs. Everything it needs is in the page: it works without the internet. */
export function renderExplorerPage(graphqlPath: string, examples: readonly ExampleOperation[]): string {
  return renderGraphiQL({
    endpoint: graphqlPath,
    subscriptionsProtocol: 'WS',
    title: 'Ticket gateway',
    defaultTabs: examples.map(({ document }) => ({ query: document })),
    defaultQuery: examples[0]?.document ?? '',
  });
}

/** Apollo Sandbox, embedded. Its code comes from Apollo, so it needs the internet; without it the page leads to the offline explorer. */
export function renderSandboxPage(
  graphqlPath: string,
  explorerPath: string,
  examples: readonly ExampleOperation[],
): string {
  const document = examples.map((example) => example.document).join('\n');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Ticket gateway</title>
    <link rel="icon" href="data:," />
    <style>
      html, body, #sandbox { height: 100%; margin: 0; font-family: system-ui, sans-serif; }
      #sandbox iframe { border: 0; }
      #hint { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; line-height: 1.5; }
    </style>
  </head>
  <body>
    <div id="sandbox">
      <div id="hint">
        <h1>Ticket gateway</h1>
        <p>Apollo Sandbox is loading from the internet.</p>
        <p>Without the internet use the <a href="${explorerPath}">offline explorer</a>: the same schema, the same examples.</p>
        <p>The GraphQL endpoint is <code>${graphqlPath}</code>.</p>
      </div>
    </div>
    <script>
      function openSandbox() {
        document.getElementById('hint').remove();
        new window.EmbeddedSandbox({
          target: '#sandbox',
          initialEndpoint: new URL(${toScriptText(graphqlPath)}, location.href).href,
          initialState: { document: ${toScriptText(document)}, includeCookies: false },
        });
      }
      const code = document.createElement('script');
      code.src = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
      code.addEventListener('load', openSandbox);
      document.body.append(code);
    </script>
  </body>
</html>
`;
}

/** Text as a literal inside a script element. */
function toScriptText(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c');
}
