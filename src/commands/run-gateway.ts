import type { Configuration } from '../config.ts';
import { createGateway, type Gateway, type GatewayExtras } from '../gateway.ts';
import { createLog } from '../telemetry/log.ts';
import type { HttpServer } from '../transport/http-server.ts';
import { codeOf, UsageError } from './usage-error.ts';

/** Where a gateway listens. */
export interface GatewayAddresses {
  readonly url: string;
  /** Address of health and metrics; null if they have no port of their own. */
  readonly adminUrl: string | null;
}

/**
 * Runs a gateway until a signal asks it to stop.
 * @param afterwards done when it has stopped
 * @returns as soon as it listens
 */
export async function runGateway(
  configuration: Configuration,
  afterwards: () => Promise<void>,
  extras: GatewayExtras = {},
): Promise<GatewayAddresses> {
  const log = createLog(configuration.telemetry.logLevel);
  const gateway = await createGateway(configuration, log, extras);
  let isStopping = false;
  async function stop(signal: string): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'Stopping.');
    await gateway.stop();
    await afterwards();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.error({ error: String(error instanceof Error ? error.stack : error) }, 'Stopping failed.');
        process.exitCode = 1;
      });
    });
  }
  try {
    const addresses = await listen(gateway, configuration);
    log.info({ ...addresses, backends: gateway.backends.map(({ id }) => id) }, 'The gateway listens.');
    // Told at once, as it is the first caller who would notice. What went wrong stands in the line before it.
    gateway.identity
      .checkKeys()
      .catch(() =>
        log.warn({}, 'Callers with a token are answered 503 until the keys at identity.tokens.jwksUrl can be read.'),
      );
    return addresses;
  } catch (error) {
    await gateway.stop();
    await afterwards();
    throw error;
  }
}

async function listen({ http, admin }: Gateway, { server, telemetry }: Configuration): Promise<GatewayAddresses> {
  const url = await listenAt(http.app, server.host, server.port, MAIN_PORT);
  if (admin === null || telemetry.adminPort === undefined) return { url, adminUrl: null };
  return { url, adminUrl: await listenAt(admin.app, telemetry.adminHost, telemetry.adminPort, ADMIN_PORT) };
}

interface PortWords {
  readonly host: string;
  readonly port: string;
  /** How to choose another port. */
  readonly choose: string;
}

const MAIN_PORT: PortWords = {
  host: 'server.host',
  port: 'server.port',
  choose: '--port for the demo, server.port in the configuration',
};
const ADMIN_PORT: PortWords = {
  host: 'telemetry.adminHost',
  port: 'telemetry.adminPort',
  choose: 'telemetry.adminPort in the configuration',
};

async function listenAt(app: HttpServer['app'], host: string, port: number, words: PortWords): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') {
      throw new UsageError(`Port ${port} of ${host} is in use. Choose another one: ${words.choose}.`);
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      throw new UsageError(
        `The gateway cannot listen on port ${port} of ${host} (${code}). Check ${words.host} and ${words.port}.`,
      );
    }
    throw error;
  }
}
