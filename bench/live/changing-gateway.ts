import { Type } from 'typebox';
import { stringify } from 'yaml';
import { readConfiguration } from '../../src/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { found } from '../../src/ticketing/lookup.ts';
import type { StatusReference } from '../../src/ticketing/status.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { readGenericWebhook } from '../../src/upstream/webhook-body.ts';
import { createScriptedBackend, scriptedTicket } from '../../test/support/scripted-backend.ts';
import { WEBHOOK_SECRET } from '../../test/support/webhook-sender.ts';
import { BACKEND, queueCode, readTicketId } from './messages.ts';

/** A gateway over a backend in memory whose tickets change when webhooks say so. */
export interface ChangingGateway {
  readonly url: string;
  stop(): Promise<void>;
}

const SILENT = { info() {}, warn() {}, error() {} };

/** @param subscribers for how many there has to be room */
export async function startChangingGateway(subscribers: number): Promise<ChangingGateway> {
  const { backend } = createScriptedBackend({
    operations: {
      detectChanges: unsupported('It tells of its changes itself.'),
      readWebhook: readGenericWebhook,
      getTickets: async ({ ids }) => ids.map((id) => found(toTicket(id))),
    },
  });
  const definition = defineAdapter({
    kind: BACKEND,
    title: 'Measured',
    settings: Type.Object({}),
    connect: () => backend,
  });
  const room = subscribers + 100;
  const configuration = readConfiguration(
    stringify({
      server: { port: 0, production: true },
      identity: { anonymous: 'AGENT' },
      limits: { connections: room, requestsPerWindow: 1_000_000 },
      live: { mostConnections: room, mostConnectionsEach: room },
      backends: [{ id: BACKEND, kind: BACKEND, webhook: { secret: WEBHOOK_SECRET } }],
    }),
    {},
    [definition],
  );
  const gateway = await createGateway(configuration, SILENT);
  const url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
  return { url, stop: () => gateway.stop() };
}

/** Every ticket that is named is there, as its name says. */
function toTicket(id: string): NativeTicket {
  const status: StatusReference = { code: queueCode(readTicketId(id).queue), label: null, category: 'OPEN' };
  return scriptedTicket(id, { status, title: id });
}
