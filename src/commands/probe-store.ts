import type { Configuration } from '../config.ts';
import { createStores } from '../store/shared-store.ts';
import { placeOf, type Finding } from './finding.ts';
import { SILENT } from './silent-log.ts';

/** Tries whether what instances share can be shared; no finding if they share nothing. */
export async function probeStore({ redis }: Configuration): Promise<Finding[]> {
  if (redis === undefined) return [];
  const startedAt = performance.now();
  const stores = await createStores({ redis, clock: Date.now, log: SILENT });
  const { state, reason } = stores.health();
  const latencyMs = Math.round(performance.now() - startedAt);
  await stores.close();
  const isWell = state === 'OK';
  return [
    {
      what: 'redis',
      address: placeOf(redis.url.reveal()),
      signIn: isWell ? 'ok' : '',
      read: isWell ? 'ok' : 'FAILED',
      latencyMs,
      hasFailed: !isWell,
      advice: isWell
        ? ''
        : `Redis cannot be used, so that each instance would be on its own: check redis.url, password, firewall. (${reason ?? 'no reason given'})`,
    },
  ];
}
