import { startEmulatorServer } from '../../src/emulation/emulator-server.ts';
import type { EmulatorOptions, RunningEmulator } from '../../src/emulation/emulator.ts';
import { createRandom } from '../../src/emulation/random.ts';
import { CREDENTIALS } from './emulator/access.ts';
import { createActions } from './emulator/actions.ts';
import { ABSENT_TICKET_ID, createSeededData } from './emulator/data.ts';
import { createDocumentedRoutes } from './emulator/escalation.ts';
import { createExtensionRoutes, EXTENSION_OPERATIONS } from './emulator/extension.ts';
import type { Ticket } from './emulator/model.ts';
import { renderError } from './emulator/rendering.ts';
import { createTicketStore } from './emulator/store.ts';
import { createSwitches } from './emulator/switches.ts';

/** Path of the base URL: the gateway's `baseUrl` is the emulator's `url` followed by this (page section 1). */
export const BASE_PATH = '/ticket-detail';

const DEFAULT_SEED = 1;
const MOST_SAMPLES = 100;

export interface RunningOneviewEmulator extends RunningEmulator {
  /** Invented templates of the undocumented operations, served while the switch `extension` is on. */
  readonly extensionOperations: typeof EXTENSION_OPERATIONS;
}

/** Starts an emulated pd-oneview ticket detail service: strict, with only its two documented calls, until told otherwise. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningOneviewEmulator> {
  const seed = options.seed ?? DEFAULT_SEED;
  const data = createSeededData(seed, options.tickets);
  // Ids made by writes come from a source of their own, so that they do not depend on the amount of data.
  const random = createRandom(seed + 1);
  const store = createTicketStore(data);
  const switches = createSwitches();
  const server = await startEmulatorServer(
    {
      name: 'oneview',
      routes: [
        ...createDocumentedRoutes(BASE_PATH, store, switches, random),
        ...createExtensionRoutes(BASE_PATH, store, switches),
      ],
      unmatched: () => renderError(404, switches),
      switches,
      actions: createActions(store, switches, random),
    },
    options,
  );
  return {
    name: 'oneview',
    ...server,
    samples: { ticketIds: sampleIds(data.tickets), absentTicketId: ABSENT_TICKET_ID },
    credentials: CREDENTIALS,
    extensionOperations: EXTENSION_OPERATIONS,
  };
}

/** Only ASSIGNED tickets can be escalated, so they make the useful samples; the seed's own ticket is the first row. */
function sampleIds(tickets: readonly Ticket[]): readonly string[] {
  return tickets
    .filter(({ status }) => status === 'ASSIGNED')
    .slice(0, MOST_SAMPLES)
    .map(({ id }) => id);
}
