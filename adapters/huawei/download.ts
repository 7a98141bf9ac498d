import type { BackendOperations } from '../../src/ticketing/adapter.ts';
import { invalidInput } from '../../src/ticketing/errors.ts';
import type { Supported } from '../../src/ticketing/unsupported.ts';
import { readFileName } from '../../src/upstream/content-disposition.ts';
import { badResponse, mediaType } from '../../src/upstream/http-response.ts';
import type { HuaweiClient } from './client.ts';

/** ASSUMPTION: what ids of files look like (README, "What we had to assume"). A comma between two would bring a zip file of both. */
const ACCESSORY_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** What stands in the place of an id in other paths. */
const RESERVED: ReadonlySet<string> = new Set(['limits', 'access-urls', 'json-format-content']);

/** ASSUMPTION: a page without a file name is of something in between; the backend takes no pages, and names its files. */
const PAGES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

/** Opens files as they come. */
export function createDownloadAttachment(
  client: HuaweiClient,
): Exclude<BackendOperations['downloadAttachment'], Supported<never>> {
  return async ({ id }, call) => {
    if (!ACCESSORY_ID.test(id) || RESERVED.has(id))
      throw invalidInput('id', 'The backend has no files with such an id.');
    const response = await client.openAccessory(id, call);
    const { headers, body } = response;
    if (PAGES.has(mediaType(response)) && headers['content-disposition'] === undefined) {
      body.destroy();
      throw badResponse('a page in the place of a file');
    }
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
      body.destroy();
      throw badResponse('an encoding that was not asked for');
    }
    const length = headers['content-length'] ?? '';
    return {
      bytes: body,
      mediaType: mediaType(response) || null,
      sizeBytes: /^\d{1,15}$/.test(length) ? Number(length) : null,
      fileName: readFileName(headers['content-disposition']),
    };
  };
}
