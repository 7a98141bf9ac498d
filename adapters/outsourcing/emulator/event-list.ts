import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { canSee, type Client } from './access.ts';
import type { StoredEvent } from './events.ts';
import { readLimit, readTime, rowsKey, shuffle } from './list.ts';
import { Problem } from './problem.ts';
import type { Store } from './store.ts';
import type { Switches } from './switches.ts';
import { isUuid } from './values.ts';

const FILTERS = ['after_id', 'occurred_after', 'type'] as const;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;

/** The events call: one filter a request, an envelope without `total` (section 3). @throws Problem 400 */
export function listEvents(store: Store, switches: Switches, client: Client, request: EmulatorRequest): Reply {
  const used = FILTERS.filter((name) => request.query.has(name));
  // The one error text known from real calls [C A1].
  if (used.length > 1) throw new Problem(400, 'Only one filter parameter per request can be used.');
  const limit = readLimit(request, switches);
  const [name] = used;
  const value = name === undefined ? '' : (request.query.get(name) ?? '');
  const matches = readFilter(name, value);
  const events = store.eventLog.events.filter((event) => canSee(client, event) && matches(event)).slice(0, limit);
  // The order is unspecified; a page still holds the next events, otherwise nobody could walk with `after_id`.
  const ordered = switches.shuffled ? shuffle(events, store.random) : events;
  const query = name === undefined ? { limit } : { limit, [name]: value };
  return { status: 200, body: { query, [rowsKey(switches)]: ordered.map(({ wire }) => wire) } };
}

function readFilter(name: (typeof FILTERS)[number] | undefined, value: string): (event: StoredEvent) => boolean {
  switch (name) {
    case 'after_id': {
      if (!ULID.test(value) && !isUuid(value)) throw new Problem(400, 'after_id is not valid.');
      const after = value.toUpperCase();
      return (event) => event.id > after;
    }
    case 'occurred_after': {
      const after = readTime(name, value);
      return (event) => event.occurred > after;
    }
    case 'type':
      return (event) => event.type === value;
    default:
      return () => true;
  }
}
