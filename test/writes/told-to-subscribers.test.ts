import { expect, test } from '@jest/globals';
import { createGatewayContext } from '../../src/dispatch/gateway-context.ts';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { ChangeNews, OwnChange } from '../../src/ticketing/own-change.ts';
import type { LogResult, Write, AddCommentInput } from '../../src/ticketing/write.ts';
import { makeChange, type ChangeParts } from '../../src/writes/change.ts';
import { createIdempotency } from '../../src/writes/idempotency.ts';
import { createCursorSeal } from '../../src/dispatch/cursor.ts';
import { createCatalogs } from '../../src/dispatch/catalogs.ts';
import { createKnownTickets } from '../../src/dispatch/known-tickets.ts';
import { createMovedTickets } from '../../src/dispatch/moved-tickets.ts';
import { createOwnHistory } from '../../src/dispatch/own-history.ts';
import { createOwnLogs } from '../../src/dispatch/own-logs.ts';
import { createBackendRegistry } from '../../src/dispatch/registry.ts';
import { createScans } from '../../src/dispatch/scan.ts';
import { createMemoryLists } from '../../src/store/memory-lists.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { createUploadStore } from '../../src/store/upload-store.ts';
import { testPrincipal } from '../support/principal.ts';
import { createScriptedBackend, logEntryOf } from '../support/scripted-backend.ts';

type AddComment = Write<AddCommentInput, LogResult>;

/** Adds a comment, and gives what others were told of it. */
async function comment(
  apply: AddComment['apply'],
  { isDryRun = false, times = 1 }: { readonly isDryRun?: boolean; readonly times?: number } = {},
) {
  const addComment: AddComment = {
    check: () => [],
    apply,
    reconcile: async () => ({ state: 'UNKNOWN' }),
  };
  const { backend } = createScriptedBackend({ operations: { addComment } });
  const published: OwnChange[] = [];
  const hurried: BackendInstance[] = [];
  const news: ChangeNews = {
    publish: (change) => void published.push(change),
    hurry: (instance) => void hurried.push(instance),
  };
  const store = createMemoryStore();
  const lists = createMemoryLists();
  const uploads = createUploadStore({
    mostBytes: 1,
    mostBytesInAll: 1,
    mostFiles: 1,
    keepMs: 1,
    onProblem() {},
  });
  const parts: ChangeParts = {
    registry: createBackendRegistry([backend]),
    catalogs: createCatalogs({ clock: Date.now, freshMs: 1, staleMs: 1 }),
    scans: createScans({ clock: Date.now, holdMs: 1, mostRows: 1 }),
    seal: createCursorSeal('a key for tests alone, of enough characters'),
    known: createKnownTickets(store),
    ownLogs: createOwnLogs(lists),
    moved: createMovedTickets(store),
    ownHistory: createOwnHistory(lists),
    idempotency: createIdempotency(store),
    news,
    uploads,
  };
  try {
    for (let count = 0; count < times; count += 1) {
      const asker = {
        principal: testPrincipal(),
        signal: new AbortController().signal,
        correlationId: 'c',
        language: 'en',
      };
      await makeChange(createGatewayContext(parts, asker), {
        backend,
        name: 'addComment',
        input: { ticketId: 'a', text: 'words' },
        ticketId: 'a',
        control: { idempotencyKey: 'key', isDryRun, ifVersion: null },
      }).catch((error: unknown) => {
        if (!(error instanceof GatewayError)) throw error;
      });
    }
  } finally {
    await uploads.close();
  }
  return { published, hurried: hurried.length };
}

const made: LogResult = { entry: logEntryOf('i'), warnings: [] };

test('a change that was made is told at once, and once', async () => {
  const { published, hurried } = await comment(async () => made, { times: 2 });
  expect(published).toMatchObject([
    { ticketId: 'a', kind: 'UPDATED', changedFields: [], interaction: { nativeId: 'i' } },
  ]);
  expect(hurried).toBe(0);
});

test('of a change whose outcome is open nobody is told, but the backend is looked at', async () => {
  const told = await comment(async (_input, call) => {
    call.onWrite?.('SENT');
    throw new GatewayError('BACKEND_TIMEOUT', 'No answer.');
  });
  expect(told).toEqual({ published: [], hurried: 1 });
});

test.each([
  [
    'that was refused',
    async () => {
      throw new GatewayError('CONFLICT', 'It is closed.');
    },
    {},
  ],
  [
    'that could not be sent',
    async () => {
      throw new GatewayError('BACKEND_UNAVAILABLE', 'It is away.');
    },
    {},
  ],
  ['that was only tried', async () => made, { isDryRun: true }],
] as const)('of a change %s nobody is told', async (_name, apply, options) => {
  expect(await comment(apply, options)).toEqual({ published: [], hurried: 0 });
});
