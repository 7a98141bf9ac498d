import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileContent } from '../ticketing/attachment.ts';
import { GatewayError } from '../ticketing/errors.ts';
import { makeScratchFolder } from './scratch-folder.ts';

export interface UploadStoreOptions {
  /** The largest file, in bytes. */
  readonly mostBytes: number;
  /** How many bytes are kept in all. */
  readonly mostBytesInAll: number;
  /** How many files are kept at once. */
  readonly mostFiles: number;
  /** How long a file waits to be used, in milliseconds. */
  readonly keepMs: number;
  /** Told of files that could not be removed. */
  readonly onProblem: (problem: unknown) => void;
}

/** What a caller says about a file. */
export interface UploadFacts {
  readonly fileName: string;
  readonly mediaType: string | null;
}

/** A file that was taken in. */
export interface Upload extends UploadFacts {
  readonly id: string;
  readonly content: FileContent;
  /** True if the file was used already: then only what is known of it is left. */
  readonly isUsed: () => boolean;
}

/** Files that callers gave, on disk until they are used. They live in this process alone, and end with it. */
export interface UploadStore {
  /**
   * Takes a file in while it comes.
   * @param owner tells callers apart
   * @param declaredBytes the length that the caller announced; null if it did not
   * @throws GatewayError OVER_LIMIT if it is too large, INVALID_INPUT if it is empty, RATE_LIMITED if too much waits to be used
   */
  receive(
    owner: string,
    facts: UploadFacts,
    bytes: AsyncIterable<Uint8Array>,
    declaredBytes: number | null,
  ): Promise<Upload>;
  /**
   * Lends a file: it stays while it is lent, whatever the clock says.
   * @param work says when it is done with the file, and whether nobody needs its bytes any more
   * @returns null if this owner has no such file
   */
  lend<Result>(
    owner: string,
    id: string,
    work: (upload: Upload) => Promise<{ readonly result: Result; readonly isUsedUp: boolean }>,
  ): Promise<Result | null>;
  /** The largest file, in bytes. */
  readonly mostBytes: number;
  /** Removes everything. */
  close(): Promise<void>;
}

interface Entry {
  readonly owner: string;
  readonly upload: Upload;
  readonly path: string;
  readonly timer: NodeJS.Timeout;
  lent: number;
  isUsed: boolean;
  isOver: boolean;
  isOnDisk: boolean;
}

/** Of used files, so many times more are remembered than are kept: a change that is repeated must be recognised. */
const USED_PER_FILE = 10;
/** Far longer than a file is lent. */
const LONGEST_LOAN_MS = 24 * 60 * 60_000;
const FULL = 'Too many files wait to be used. Use them, or try again later.';

export function createUploadStore(options: UploadStoreOptions): UploadStore {
  const entries = new Map<string, Entry>();
  let folder: Promise<string> | undefined;
  /** Files that are on disk or about to be. */
  let files = 0;
  let bytesInAll = 0;

  async function receive(
    owner: string,
    facts: UploadFacts,
    bytes: AsyncIterable<Uint8Array>,
    declaredBytes: number | null,
  ): Promise<Upload> {
    if (declaredBytes !== null && declaredBytes > options.mostBytes) throw tooLarge(options.mostBytes);
    if (files >= options.mostFiles) throw full();
    files += 1;
    const id = randomUUID();
    let size = 0;
    try {
      const { path, file } = await openNew(id);
      const digest = createHash('sha256');
      try {
        for await (const chunk of bytes) {
          if (size + chunk.length > options.mostBytes) throw tooLarge(options.mostBytes);
          if (bytesInAll + chunk.length > options.mostBytesInAll) throw full();
          size += chunk.length;
          bytesInAll += chunk.length;
          digest.update(chunk);
          await file.writeFile(chunk);
        }
        if (size === 0) throw new GatewayError('INVALID_INPUT', 'The file is empty.');
      } catch (error) {
        await file.close();
        await rm(path, { force: true });
        throw error;
      }
      await file.close();
      return keep(owner, id, path, facts, { size, sha256: digest.digest('hex') });
    } catch (error) {
      bytesInAll -= size;
      files -= 1;
      throw error;
    }
  }

  /** Opens a file in the folder, which is made when it is first wanted, and again where somebody has tidied it away. */
  async function openNew(id: string): Promise<{ readonly path: string; readonly file: FileHandle }> {
    for (let isAgain = false; ; isAgain = true) {
      folder ??= makeFolder();
      const path = join(await folder, id);
      try {
        return { path, file: await open(path, 'wx', 0o600) };
      } catch (error) {
        if (isAgain || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        folder = undefined;
      }
    }
  }

  async function makeFolder(): Promise<string> {
    try {
      return await makeScratchFolder({ ...options, longestRestMs: options.keepMs + LONGEST_LOAN_MS });
    } catch (error) {
      folder = undefined;
      throw error;
    }
  }

  function keep(
    owner: string,
    id: string,
    path: string,
    facts: UploadFacts,
    { size, sha256 }: { readonly size: number; readonly sha256: string },
  ): Upload {
    const content: FileContent = { sizeBytes: size, sha256, read: () => createReadStream(path) };
    const upload: Upload = { ...facts, id, content, isUsed: () => entry.isUsed };
    const timer = setTimeout(() => {
      entry.isOver = true;
      tidy(entry).catch(options.onProblem);
    }, options.keepMs);
    timer.unref();
    const entry: Entry = { owner, upload, path, timer, lent: 0, isUsed: false, isOver: false, isOnDisk: true };
    entries.set(id, entry);
    forgetOldest();
    return upload;
  }

  function forgetOldest(): void {
    if (entries.size <= options.mostFiles * (1 + USED_PER_FILE)) return;
    for (const [id, { timer, isOnDisk }] of entries) {
      if (isOnDisk) continue;
      clearTimeout(timer);
      entries.delete(id);
      return;
    }
  }

  /** Lets go of what nobody has or wants any more. */
  async function tidy(entry: Entry): Promise<void> {
    if (entry.lent > 0) return;
    if (entry.isOver) entries.delete(entry.upload.id);
    if (!entry.isOnDisk || !(entry.isOver || entry.isUsed)) return;
    entry.isOnDisk = false;
    await rm(entry.path, { force: true });
    files -= 1;
    bytesInAll -= entry.upload.content.sizeBytes;
  }

  return {
    mostBytes: options.mostBytes,
    receive,
    async lend(owner, id, work) {
      const entry = entries.get(id);
      if (entry === undefined || entry.owner !== owner) return null;
      entry.lent += 1;
      try {
        const { result, isUsedUp } = await work(entry.upload);
        entry.isUsed ||= isUsedUp;
        return result;
      } finally {
        entry.lent -= 1;
        await tidy(entry);
      }
    },
    async close() {
      for (const { timer } of entries.values()) clearTimeout(timer);
      entries.clear();
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}

function tooLarge(mostBytes: number): GatewayError {
  return new GatewayError('OVER_LIMIT', `A file may have at most ${mostBytes} bytes.`);
}

function full(): GatewayError {
  return new GatewayError('RATE_LIMITED', FULL, { retryAfterMs: 60_000 });
}
