import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a file that was taken in lies; null if it does not. Other processes come and go with folders of their own. */
export function uploadOnDisk(uploadId: string): string | null {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith('ticket-gateway-uploads-'));
  return folders.map((folder) => join(tmpdir(), folder, uploadId)).find((path) => existsSync(path)) ?? null;
}
