import { startEmulatorServer } from '../../src/emulation/emulator-server.ts';
import type { EmulatorOptions, RunningEmulator } from '../../src/emulation/emulator.ts';
import { createRandom } from '../../src/emulation/random.ts';
import { ACCESSORY_ENDPOINTS, downloadSigned, SIGNED_PATH } from './emulator/accessories.ts';
import { CASE_ENDPOINTS } from './emulator/cases.ts';
import { DOMAIN, FIRST_USER, GROUP_ID, PROJECT, SECOND_USER } from './emulator/catalog.ts';
import { CONFIG_ENDPOINTS } from './emulator/config.ts';
import { ABSENT_TICKET_ID, DEFAULT_TICKETS, firstLabels, generateTickets } from './emulator/data.ts';
import { engineerActions } from './emulator/engineer.ts';
import { guardedRoutes, unpublished } from './emulator/gateway.ts';
import { issueToken } from './emulator/iam.ts';
import { LABEL_ENDPOINTS } from './emulator/labels.ts';
import { LIST_ENDPOINTS } from './emulator/list.ts';
import { MESSAGE_ENDPOINTS } from './emulator/messages.ts';
import type { Backend, Ticket } from './emulator/model.ts';
import { defaultSwitches } from './emulator/switches.ts';

const NAME = 'huawei';
const DEFAULT_SEED = 20_231_218;
const SAMPLES = 12;
const DELETED = 13;

/** Starts IAM and OSM of Huawei Cloud in one server: `/v3/auth/tokens` and `/v2/servicerequest`. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const backend = createBackend(options);
  const sampleIds = readableIds(backend.ticketsByIndex);
  const server = await startEmulatorServer(
    {
      name: NAME,
      routes: [
        {
          label: 'issueToken',
          method: 'POST',
          path: '/v3/auth/tokens',
          handle: (request) => issueToken(backend, request),
        },
        {
          label: 'downloadSigned',
          method: 'GET',
          path: `${SIGNED_PATH}/:accessory_id`,
          handle: (request) => downloadSigned(backend, request),
        },
        // Fixed paths stand before those with an id in the same place: the first match wins.
        ...guardedRoutes(backend, [
          ...LIST_ENDPOINTS,
          ...MESSAGE_ENDPOINTS,
          ...CASE_ENDPOINTS,
          ...LABEL_ENDPOINTS,
          ...ACCESSORY_ENDPOINTS,
          ...CONFIG_ENDPOINTS,
        ]),
      ],
      unmatched: () => unpublished(backend),
      switches: backend.switches,
      actions: engineerActions(backend),
    },
    options,
  );
  return {
    name: NAME,
    url: server.url,
    control: server.control,
    samples: {
      ticketIds: sampleIds,
      absentTicketId: ABSENT_TICKET_ID,
      change: { id: sampleIds[0], status: 17 },
      chatTranscriptIds: sampleIds,
    },
    credentials: {
      iamUser: FIRST_USER.name,
      iamPassword: FIRST_USER.password,
      iamDomain: DOMAIN.name,
      projectId: PROJECT.id,
      groupId: GROUP_ID,
      iamUserB: SECOND_USER.name,
      iamPasswordB: SECOND_USER.password,
    },
    stop: server.stop,
  };
}

function createBackend(options: EmulatorOptions): Backend {
  const seed = options.seed ?? DEFAULT_SEED;
  const tickets = generateTickets(seed, options.tickets ?? DEFAULT_TICKETS);
  return {
    switches: defaultSwitches(),
    // Ids of what is written follow from the seed too, but not from how many tickets there are.
    random: createRandom(seed + 1),
    ticketsById: new Map(tickets.map((ticket) => [ticket.incident_id, ticket])),
    ticketsByIndex: tickets,
    newestFirst: tickets.toSorted((left, right) => right.create_time - left.create_time),
    labels: new Map(firstLabels().map((label) => [label.label_id, label])),
    accessories: new Map(),
    tokens: new Map(),
    messageSequence: 0,
    requestCount: 0,
  };
}

/** Ids that the first user can read without its group; the seed's ticket is the first. */
function readableIds(tickets: readonly Ticket[]): readonly string[] {
  return tickets
    .filter((ticket) => ticket.xcustomer_id === FIRST_USER.id && ticket.status !== DELETED)
    .slice(0, SAMPLES)
    .map((ticket) => ticket.incident_id);
}
