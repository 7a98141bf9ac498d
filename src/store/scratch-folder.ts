import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'ticket-gateway-uploads-';

export interface ScratchFolderOptions {
  /** How long no file in such a folder comes or goes, at most, while somebody has it, in milliseconds. */
  readonly longestRestMs: number;
  /** Told of a folder that could not be removed. */
  readonly onProblem: (problem: unknown) => void;
  /** Where such folders are; the system's temporary folder if left out. */
  readonly parent?: string;
}

/**
 * Makes a folder for files that end with this process, and removes those of processes that were killed before they could do
 * so themselves. Whose they are is told by their age alone: processes that share a disk need not see each other.
 */
export async function makeScratchFolder(options: ScratchFolderOptions): Promise<string> {
  const { longestRestMs, onProblem, parent = tmpdir() } = options;
  const folder = await mkdtemp(join(parent, PREFIX));
  const others = (await readdir(parent)).filter((name) => name.startsWith(PREFIX)).map((name) => join(parent, name));
  const oldest = Date.now() - longestRestMs;
  for (const other of others) {
    try {
      if ((await stat(other)).mtimeMs < oldest) await rm(other, { recursive: true, force: true });
    } catch (error) {
      // Another process may have removed it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onProblem(error);
    }
  }
  return folder;
}
