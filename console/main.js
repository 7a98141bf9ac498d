/** @import { Backend, BackendsAnswer } from './api-types.ts' */
/** @import { ConnectionState } from './follow.js' */
import { createAnnouncer } from './announcer.js';
import { createBackendStrip } from './backend-strip.js';
import { createChangeMaker } from './change-maker.js';
import { createCredentialStore } from './credentials.js';
import { BACKENDS } from './documents.js';
import { byId } from './element.js';
import { createFilterBar } from './filter-bar.js';
import { ApiError, createAsk } from './gateway.js';
import { createLiveClient } from './live-client.js';
import { readPlace, writePlace } from './place.js';
import { toTicketFilter } from './queue-filter.js';
import { createQueueFrame } from './queue-frame.js';
import { createQueueView } from './queue-view.js';
import { createQueue } from './queue.js';
import { createSignIn } from './sign-in.js';
import { openTicketPanel } from './ticket-panel.js';
import { inWords } from './words.js';

/** Asking how the backends are costs no call to any of them. */
const HEALTH_EVERY_MS = 5_000;
const GRAPHQL_URL = new URL('graphql', location.href);
const LIVE_URL = new URL(GRAPHQL_URL.href.replace(/^http/, 'ws'));

const store = createCredentialStore(sessionStorage);
let credentials = store.load();
const ask = createAsk(GRAPHQL_URL.href, () => credentials);
let client = createLiveClient(LIVE_URL.href, () => credentials);
const announce = createAnnouncer(byId('announcements'));
const makeChange = createChangeMaker(ask);
const strip = createBackendStrip({ list: byId('backends'), alarm: byId('alarm') });
/** @type {readonly Backend[]} */
let backends = [];
let place = readPlace(location.hash);
/** @type {{ close: () => void } | null} */
let panel = null;

const signIn = createSignIn(new URL('tokens', location.href).href, (chosen) => {
  credentials = chosen;
  store.save(credentials);
  void begin();
});
const view = createQueueView(byId('queue-rows'), (ticket) => writePlace({ ...place, ticket }));
const queue = createQueue({
  ask,
  client: () => client,
  view,
  announce,
  onState: (state) => showQueueState(state),
  onConnection: showConnection,
  onLive(sources) {
    strip.setLive(sources);
    void readBackends();
  },
  onSources(sources) {
    strip.setSources(sources);
    void readBackends();
  },
  onSignedOut: (error) => void signIn.open(error.message),
});
const showQueueState = createQueueFrame(queue);
const filterBar = createFilterBar((chosen) => go({ ...place, ...chosen }));

/** Begins as whoever is signed in. */
async function begin() {
  queue.stop();
  panel?.close();
  panel = null;
  // Whoever opened a connection stays on it: somebody else needs another.
  void client.dispose();
  client = createLiveClient(LIVE_URL.href, () => credentials);
  strip.setLive(null);
  strip.setSources([]);
  startQueue();
  await readBackends();
  showTicket();
}

/** How the backends are, and who the gateway takes the caller for. */
async function readBackends() {
  try {
    /** @type {BackendsAnswer} */
    const answer = await ask(BACKENDS);
    ({ backends } = answer);
    filterBar.setBackends(backends);
    strip.setBackends(backends, answer.viewer);
    const { subject, roles } = answer.viewer;
    byId('viewer').textContent = [subject, ...roles.map((role) => inWords(role).toLowerCase())].join(', ');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // That the gateway is away, the connection tells.
    if (error.code === 'UNAUTHENTICATED') byId('viewer').textContent = 'Not signed in';
  }
}

let filterShown = '';
function startQueue() {
  const filter = toTicketFilter(place, filterBar.text());
  filterShown = JSON.stringify(filter);
  filterBar.show(place);
  queue.start(filter);
}

/** @param {typeof place} next */
function go(next) {
  const hash = writePlace(next);
  if (hash === location.hash) onPlace();
  else location.hash = hash;
}

function onPlace() {
  const before = place;
  place = readPlace(location.hash);
  if (JSON.stringify(toTicketFilter(place, filterBar.text())) !== filterShown) startQueue();
  if (place.ticket !== before.ticket) showTicket();
}

function showTicket() {
  const { ticket } = place;
  panel?.close();
  panel = null;
  view.select(ticket);
  document.body.dataset['view'] = ticket === null ? 'queue' : 'ticket';
  byId('ticket').hidden = ticket === null;
  byId('no-ticket').hidden = ticket !== null;
  if (ticket === null) return;
  panel = openTicketPanel(
    {
      ask,
      client: () => client,
      makeChange,
      backendOf: (id) => backends.find((backend) => backend.id === id) ?? null,
      onMoved(movedTo) {
        announce('The ticket goes on under another id.');
        location.replace(writePlace({ ...place, ticket: movedTo }));
      },
      announce,
    },
    ticket,
  );
}

/** @type {Record<ConnectionState, string>} */
const CONNECTION_WORDS = {
  CONNECTING: 'Connecting…',
  CONNECTED: 'Connected',
  RECONNECTING: 'Reconnecting…',
  SIGNED_OUT: 'Signed out',
};

/**
 * @param {ConnectionState} state
 * @param {string | null} message
 */
function showConnection(state, message) {
  const pill = byId('connection');
  pill.title = message ?? '';
  if (pill.dataset['state'] === state) return;
  if (state === 'CONNECTED' && pill.dataset['state'] === 'RECONNECTING') void readBackends();
  pill.dataset['state'] = state;
  pill.textContent = CONNECTION_WORDS[state];
  if (state === 'SIGNED_OUT') void signIn.open(message ?? 'Sign in to go on.');
}

byId('skip').addEventListener('click', (event) => {
  // The address says which ticket is open.
  event.preventDefault();
  byId('queue-rows').focus();
});
byId('sign-in-open').addEventListener('click', () => void signIn.open(''));
byId('ticket-close').addEventListener('click', () => {
  const { ticket } = place;
  go({ ...place, ticket: null });
  if (ticket !== null) view.focus(ticket);
});
addEventListener('hashchange', onPlace);
setInterval(() => {
  const isSignedOut = byId('connection').dataset['state'] === 'SIGNED_OUT';
  if (document.visibilityState === 'visible' && !isSignedOut) void readBackends();
}, HEALTH_EVERY_MS);
void begin();
