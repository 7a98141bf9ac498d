import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeScratchFolder } from '../../src/store/scratch-folder.ts';

const REST_MS = 60_000;

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'scratch-test-'));
});
afterEach(async () => rm(parent, { recursive: true }));

test('what a killed process left is removed when nobody can have it any more, and nothing else is', async () => {
  const names = ['ticket-gateway-uploads-left', 'ticket-gateway-uploads-in-use', 'something-else'];
  const [left = '', inUse = '', other = ''] = names.map((name) => join(parent, name));
  for (const folder of [left, inUse, other]) {
    await mkdir(folder);
    await writeFile(join(folder, 'file'), 'bytes');
  }
  const longAgo = new Date(Date.now() - REST_MS - 1_000);
  for (const folder of [left, other]) await utimes(folder, longAgo, longAgo);
  const problems: unknown[] = [];
  const own = await makeScratchFolder({
    longestRestMs: REST_MS,
    onProblem: (problem) => problems.push(problem),
    parent,
  });
  expect((await readdir(parent)).toSorted()).toEqual([inUse, other, own].map((path) => basename(path)).toSorted());
  expect(problems).toEqual([]);
});
