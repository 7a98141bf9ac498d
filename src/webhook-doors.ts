import { ConfigurationError, type BackendConfiguration } from './config.ts';
import type { BackendInstance } from './ticketing/adapter.ts';
import { isUnsupported } from './ticketing/unsupported.ts';
import type { WebhookDoor } from './transport/webhook-signature.ts';

/** The backends whose webhooks are taken, by their id. */
export function webhookDoors(configurations: readonly BackendConfiguration[]): ReadonlyMap<string, WebhookDoor> {
  return new Map(
    configurations.flatMap(({ id, settings: { webhook } }) => (webhook === undefined ? [] : [[id, webhook] as const])),
  );
}

/** @throws ConfigurationError if a backend that cannot have webhooks is configured to have them */
export function checkWebhooks(
  configurations: readonly BackendConfiguration[],
  backends: readonly BackendInstance[],
): void {
  const doors = webhookDoors(configurations);
  const problems = backends.flatMap((backend) => {
    const reason = doors.has(backend.id) ? whyNot(backend) : null;
    return reason === null ? [] : [`backend "${backend.id}": leave out "webhook". ${reason}`];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function whyNot({ access, operations: { readWebhook } }: BackendInstance): string | null {
  if (isUnsupported(readWebhook)) return readWebhook.unsupported;
  return access.strategy === 'SERVICE'
    ? null
    : 'The gateway has no account of its own with this backend, so it could not look at what a webhook tells of.';
}
