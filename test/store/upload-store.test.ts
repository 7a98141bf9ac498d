import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createUploadStore, type Upload, type UploadStore } from '../../src/store/upload-store.ts';
import { uploadOnDisk } from '../support/upload-on-disk.ts';

const OPTIONS = { mostBytes: 10, mostBytesInAll: 25, mostFiles: 3, keepMs: 60_000 };
const FACTS = { fileName: 'a.txt', mediaType: null };
const KEPT = { result: 'kept', isUsedUp: false };

const stores: UploadStore[] = [];
const problems: unknown[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  expect(problems.splice(0)).toEqual([]);
});

function createStore(more: Partial<typeof OPTIONS> = {}): UploadStore {
  const store = createUploadStore({ ...OPTIONS, ...more, onProblem: (problem) => problems.push(problem) });
  stores.push(store);
  return store;
}

async function* pieces(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

function receive(store: UploadStore, content = 'hello', owner = 'me'): Promise<Upload> {
  return store.receive(owner, FACTS, pieces(content.slice(0, 2), content.slice(2)), null);
}

function pathOf({ id }: Upload): string | null {
  return uploadOnDisk(id);
}

describe('a file', () => {
  test('is kept as it came, for its owner alone to read', async () => {
    const store = createStore();
    const upload = await receive(store);
    expect(upload).toMatchObject({
      fileName: 'a.txt',
      content: { sizeBytes: 5, sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824' },
    });
    expect(statSync(pathOf(upload) ?? '').mode & 0o777).toBe(0o600);
    const read = (): Promise<string> => text(upload.content.read());
    expect([await read(), await read()]).toEqual(['hello', 'hello']);
    expect(await store.lend('somebody else', upload.id, async () => KEPT)).toBeNull();
    expect(await store.lend('me', upload.id, async () => KEPT)).toBe('kept');
  });

  test('that was used up loses its bytes and is still known', async () => {
    const store = createStore();
    const upload = await receive(store);
    await store.lend('me', upload.id, async () => ({ result: 1, isUsedUp: true }));
    expect(pathOf(upload)).toBeNull();
    expect(await store.lend('me', upload.id, async (again) => ({ result: again.isUsed(), isUsedUp: false }))).toBe(
      true,
    );
  });

  test('stays while it is lent, whatever becomes of it meanwhile', async () => {
    const store = createStore({ keepMs: 20 });
    const upload = await receive(store);
    await store.lend('me', upload.id, async () => {
      await store.lend('me', upload.id, async () => ({ result: 1, isUsedUp: true }));
      await wait(60);
      expect(await text(upload.content.read())).toBe('hello');
      return KEPT;
    });
    expect(pathOf(upload)).toBeNull();
    expect(await store.lend('me', upload.id, async () => KEPT)).toBeNull();
  });

  test('is removed when its time is over', async () => {
    const store = createStore({ keepMs: 10 });
    const upload = await receive(store);
    while (pathOf(upload) !== null) await wait(5);
    expect(await store.lend('me', upload.id, async () => KEPT)).toBeNull();
  });

  test('is removed with the store', async () => {
    const store = createStore();
    const upload = await receive(store);
    await store.close();
    expect(pathOf(upload)).toBeNull();
  });

  test('whose work fails is given back', async () => {
    const store = createStore();
    const upload = await receive(store);
    const broken = store.lend('me', upload.id, async () => {
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect(await store.lend('me', upload.id, async () => KEPT)).toBe('kept');
  });
});

describe('bounds', () => {
  test('a file may be as large as permitted and no larger, announced or not', async () => {
    const store = createStore();
    expect(await receive(store, 'x'.repeat(10))).toMatchObject({ content: { sizeBytes: 10 } });
    await expect(receive(store, 'x'.repeat(11))).rejects.toMatchObject({ code: 'OVER_LIMIT' });
    let hasBegun = false;
    const announced = (async function* (): AsyncGenerator<Uint8Array> {
      hasBegun = true;
      yield Buffer.from('x');
    })();
    await expect(store.receive('me', FACTS, announced, 11)).rejects.toMatchObject({ code: 'OVER_LIMIT' });
    expect(hasBegun).toBe(false);
    await expect(receive(store, '')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('what is refused or breaks off leaves nothing behind', async () => {
    const store = createStore({ mostFiles: 1, mostBytesInAll: 10 });
    const brokenOff = (async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('123456');
      throw new Error('gone');
    })();
    for (let round = 0; round < 5; round += 1) {
      await expect(receive(store, 'x'.repeat(11))).rejects.toMatchObject({ code: 'OVER_LIMIT' });
    }
    await expect(store.receive('me', FACTS, brokenOff, null)).rejects.toThrow('gone');
    expect(await receive(store, 'x'.repeat(10))).toMatchObject({ content: { sizeBytes: 10 } });
  });

  test('files and bytes are counted over all owners, and free again once used', async () => {
    const store = createStore();
    const uploads = [await receive(store, '1234567890', 'a'), await receive(store, '1234567890', 'b')];
    await expect(receive(store, '123456', 'c')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await receive(store, '12345', 'c');
    await expect(receive(store, '1', 'd')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      facts: { retryAfterMs: 60_000 },
    });
    await store.lend('a', uploads[0]?.id ?? '', async () => ({ result: 1, isUsedUp: true }));
    expect(await receive(store, '1234567890', 'd')).toMatchObject({ content: { sizeBytes: 10 } });
  });

  test('used files are not remembered without end', async () => {
    const store = createStore({ mostFiles: 1 });
    const first = await receive(store);
    await store.lend('me', first.id, async () => ({ result: 1, isUsedUp: true }));
    for (let round = 0; round < 11; round += 1) {
      const { id } = await receive(store);
      await store.lend('me', id, async () => ({ result: 1, isUsedUp: true }));
    }
    expect(await store.lend('me', first.id, async () => KEPT)).toBeNull();
  });
});

test('a folder that somebody has tidied away is made again', async () => {
  const store = createStore();
  const path = pathOf(await receive(store));
  await rm(dirname(path ?? ''), { recursive: true });
  const upload = await receive(store, 'again');
  expect(
    await store.lend('me', upload.id, async ({ content }) => ({ ...KEPT, result: await text(content.read()) })),
  ).toBe('again');
});
