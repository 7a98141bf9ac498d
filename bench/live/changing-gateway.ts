import { Type } from 'typebox';
import { stringify } from 'yaml';
import { readConfiguration } from '../../src/config.ts';
import { createGateway } from '../../src/gateway.ts';
import type { StatusReference } from '../../src/ticketing/status.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { readGenericWebhook } from '../../src/upstream/webhook-body.ts';
import { createScriptedBackend, scriptedTicket } from '../../test/support/scripted-backend.ts';
import { sendWebhook, WEBHOOK_SECRET } from '../../test/support/webhook-sender.ts';
import { now, queueCode } from './messages.ts';

/** A gateway over a backend in memory that tells its changes by webhooks. */
export interface ChangingGateway {
  readonly url: string;
  /** Changes a ticket of the queue; its title is the time at which that was done. */
  change(queue: number): Promise<void>;
  stop(): Promise<void>;
}

const BACKEND = 'bench';
const SILENT = { info() {}, warn() {}, error() {} };

/** @param subscribers for how many there has to be room */
export async function startChangingGateway(subscribers: number): Promise<ChangingGateway> {
  const { backend, tickets, readings } = createScriptedBackend({
    operations: { detectChanges: unsupported('It tells of its changes itself.'), readWebhook: readGenericWebhook },
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
  let changes = 0;
  return {
    url,
    async change(queue) {
      changes += 1;
      const nativeId = `t${changes}`;
      const status: StatusReference = { code: queueCode(queue), label: null, category: 'OPEN' };
      tickets.set(nativeId, scriptedTicket(nativeId, { status, title: now().toFixed(3) }));
      const { status: answer } = await sendWebhook(
        url,
        { events: [{ type: 'created', ticketId: nativeId }] },
        { backend: BACKEND },
      );
      if (answer !== 202) throw new Error(`The webhook was answered ${answer}.`);
      readings.splice(0);
      tickets.delete(`t${changes - 1_000}`);
    },
    stop: () => gateway.stop(),
  };
}
