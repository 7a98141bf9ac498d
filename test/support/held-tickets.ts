import type { RecordedRequest, RunningEmulator } from '../../src/emulation/emulator.ts';

/** Asks again what the gateway asked, with other parameters; null takes one away. */
type Ask = (changes: Readonly<Record<string, string | null>>) => Promise<unknown>;

interface HeldList {
  /** The route whose last request is sent again. */
  readonly route: string;
  readonly read: (ask: Ask) => Promise<string[]>;
}

interface Identified {
  readonly id: string;
}

const DELETED = 13;

/** How each backend is read to its end, with its own parameters and none of the adapter's code. */
const LISTS: Readonly<Record<string, HeldList>> = {
  crm: {
    route: 'ticketDetails',
    async read(ask) {
      const { response } = (await ask({})) as { readonly response: { readonly result: readonly Identified[] } };
      return response.result.map(({ id }) => id);
    },
  },
  huawei: {
    route: 'listTickets',
    read: (ask) =>
      readPages(100, async (page) => {
        const span = { query_start_time: null, query_end_time: null };
        const { incident_info_list: rows } = (await ask({ ...span, limit: '100', offset: String(page * 100) })) as {
          readonly incident_info_list: readonly { readonly incident_id: string; readonly status: number }[];
        };
        // What was deleted is shown in no list; a full page stays full, so that reading goes on.
        return rows.map(({ incident_id, status }) => (status === DELETED ? null : incident_id));
      }),
  },
  hybris: {
    route: 'listTickets',
    read: (ask) =>
      readPages(64, async (page) => {
        const rows = (await ask({ q: null, pageSize: '64', pageNumber: String(page + 1) })) as readonly Identified[];
        return rows.map(({ id }) => id);
      }),
  },
  outsourcing: {
    route: 'listTickets',
    async read(ask) {
      const { result } = (await ask({ limit: '1000', offset: '0' })) as { readonly result: readonly Identified[] };
      return result.map(({ id }) => id);
    },
  },
  oneview: {
    route: 'history',
    read: (ask) =>
      readPages(50, async (page) => {
        const { list } = (await ask({ page: String(page + 1), pageSize: '50' })) as {
          readonly list: readonly Identified[];
        };
        return list.map(({ id }) => id);
      }),
  },
};

/**
 * Native ids of all tickets that an emulated backend shows to the credential of the gateway, read from the backend
 * itself: the gateway must have asked for its list before, as that request is sent again.
 */
export async function heldTicketIds({ name, url, control }: RunningEmulator): Promise<string[]> {
  const list = LISTS[name];
  if (list === undefined) throw new Error(`How the tickets of "${name}" are read is not known here.`);
  const recorded = control.requests().findLast(({ route }) => route === list.route);
  if (recorded === undefined) throw new Error(`The gateway has not asked "${name}" for its list.`);
  const ask: Ask = async (changes) => {
    const address = new URL(recorded.url, url);
    for (const [parameter, value] of Object.entries(changes)) {
      if (value === null) address.searchParams.delete(parameter);
      else address.searchParams.set(parameter, value);
    }
    const response = await fetch(address, { headers: headersOf(recorded) });
    if (response.status !== 200) throw new Error(`"${name}" answered ${response.status} to its own list.`);
    return response.json();
  };
  return list.read(ask);
}

/** Reads pages until one is not full. */
async function readPages(size: number, readPage: (page: number) => Promise<(string | null)[]>): Promise<string[]> {
  const ids: (string | null)[] = [];
  for (let page = 0; ids.length === page * size; page++) ids.push(...(await readPage(page)));
  return ids.filter((id) => id !== null);
}

/** The headers of the request but those that belong to its connection. */
function headersOf({ rawHeaders }: RecordedRequest): [string, string][] {
  const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
  return pairs.filter(([name]) => !['host', 'connection', 'content-length'].includes(name.toLowerCase()));
}
