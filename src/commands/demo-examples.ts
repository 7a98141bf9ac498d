import type { Emulation } from '../demo.ts';
import { GRAPHQL_PATH } from '../transport/http-server.ts';
import { STREAM_PATH_ENDING } from '../transport/live-transport.ts';
import { WEBHOOKS_PATH } from '../transport/webhook-routes.ts';
import { SIGNATURE_HEADER, TIMESTAMP_HEADER } from '../transport/webhook-signature.ts';

/** The shortest pause between two looks for changes in the demo, in milliseconds. */
export const DEMO_POLL_MS = 2_000;

/** Known to everybody: it protects nothing, and the demo listens on loopback alone. */
export const DEMO_WEBHOOK_SECRET = 'public-secret-of-the-demo-for-nothing-else';

const LIST =
  '{ tickets(first: 5) { nodes { number title backend { id } status { category label } } sources { backend { id } state rows } } }';
const WATCH =
  'subscription { ticketChanges { kind backend { id } changedFields ticket { number title status { label } } } }';
const JSON_HEADER = `-H 'content-type: application/json'`;

/**
 * Commands for a shell that show what the demo can do.
 * @param url of the gateway
 */
export function demoExamples(url: string, emulators: Emulation['emulators']): string {
  const changed = emulators.flatMap(({ name, url: address, samples: { change } }) =>
    change === undefined ? [] : [{ name, address, change }],
  );
  const changes = changed.map(({ address, change }) => act(address, 'changeTicket', ` -d '${JSON.stringify(change)}'`));
  const [first] = changed;
  return `Try:
  curl -s ${url}${GRAPHQL_PATH} ${JSON_HEADER} \\
    -d '{"query":"${LIST}"}'

Watch the tickets, here or in the console, and leave that running:
  curl -sN ${url}${GRAPHQL_PATH}${STREAM_PATH_ENDING} -H 'accept: text/event-stream' ${JSON_HEADER} \\
    -d '{"query":"${WATCH}"}'

Then change one behind the gateway's back (it looks every few seconds):
${changes.join('\n')}
${first === undefined ? '' : `${act(first.address, 'addTicket', ' -X POST')}\n\n${webhookExample(url, first.name, String(first.change['id']))}`}`;
}

function act(address: string, action: string, rest: string): string {
  return `  curl -s ${address}/__control/actions/${action}${rest}`;
}

function webhookExample(url: string, backend: string, ticketId: string): string {
  const body = JSON.stringify({ events: [{ type: 'updated', ticketId }] });
  return `Or tell the gateway to look now, as a backend would by webhook (the demo's secret is public):
  body='${body}'; time=$(date +%s)
  signature=$(printf '%s.%s' "$time" "$body" | openssl dgst -sha256 -r -hmac '${DEMO_WEBHOOK_SECRET}' | cut -c 1-64)
  curl -s ${url}${WEBHOOKS_PATH}/${backend} ${JSON_HEADER} \\
    -H "${TIMESTAMP_HEADER}: $time" -H "${SIGNATURE_HEADER}: sha256=$signature" -d "$body"
`;
}
