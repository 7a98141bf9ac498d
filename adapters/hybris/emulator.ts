import type { EmulatorOptions, Route, RunningEmulator } from '../../src/emulation/emulator.ts';
import { startEmulatorServer, type EmulatorServer } from '../../src/emulation/emulator-server.ts';
import { createActions } from './emulator/actions.ts';
import { CLIENT_ID, CLIENT_SECRET, createBackend, type Backend } from './emulator/backend.ts';
import { createConfigurationRoutes } from './emulator/configuration.ts';
import { createContactRoutes } from './emulator/contacts.ts';
import { createEventRoutes } from './emulator/events.ts';
import { readNamedFault } from './emulator/faults.ts';
import { createOauthRoutes } from './emulator/oauth.ts';
import { refuseUnmatched } from './emulator/proxy.ts';
import { MAIN_CUSTOMER, OTHER_CUSTOMER, TENANT } from './emulator/seed.ts';
import { createShopRoutes } from './emulator/shop.ts';
import { createTicketRoutes } from './emulator/tickets.ts';

const DEFAULT_SEED = 20_161_122;

/** Starts the emulated CECenter Mashup with the services around it: one proxy, one tenant, stateful. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const { backend, data } = createBackend(options.seed ?? DEFAULT_SEED, options.tickets);
  const routes = createRoutes(backend);
  const server: EmulatorServer = await startEmulatorServer(
    {
      name: 'hybris',
      routes,
      unmatched: refuseUnmatched(
        backend,
        routes.map((route) => route.path),
      ),
      switches: backend.switches,
      actions: {
        ...createActions(backend),
        failNext: (input) => server.control.addFault(readNamedFault(input)),
      },
    },
    options,
  );
  const ownTicketIds = data.tickets.filter(({ owner }) => owner === MAIN_CUSTOMER.id).map(({ id }) => id);
  return {
    name: 'hybris',
    url: server.url,
    control: server.control,
    samples: {
      ticketIds: ownTicketIds,
      absentTicketId: 'f'.repeat(24),
      change: { id: ownTicketIds[0], shortDescription: 'Changed by phone' },
      chatTranscriptIds: data.transcripts.map((transcript) => transcript.id),
      customerId: MAIN_CUSTOMER.id,
    },
    credentials: {
      tenant: TENANT,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      email: MAIN_CUSTOMER.email,
      password: MAIN_CUSTOMER.password,
      otherEmail: OTHER_CUSTOMER.email,
      otherPassword: OTHER_CUSTOMER.password,
    },
    stop: server.stop,
  };
}

function createRoutes(backend: Backend): Route[] {
  const routes = [
    ...createOauthRoutes(backend),
    ...createShopRoutes(backend),
    ...createTicketRoutes(backend, 'customer'),
    ...createConfigurationRoutes(backend),
    ...createContactRoutes(backend),
    ...createTicketRoutes(backend, 'agent'),
    ...createEventRoutes(backend),
  ];
  // The seed's prose writes `/serviceTickets/`: both forms are accepted (section 14, 4).
  return routes.flatMap((route) => [route, { ...route, path: `${route.path}/` }]);
}
