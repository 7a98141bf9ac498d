import type { UserError } from '../../src/ticketing/write.ts';
import { refuseField } from '../../src/ticketing/write.ts';
import type { HuaweiAccessoryLimits } from './wire.ts';

/** What the backend takes; null where it names no limit. */
export interface AccessoryLimits {
  /** Files on one ticket or message. */
  readonly mostFiles: number | null;
  readonly mostBytes: number | null;
  /** Endings of file names without their dot, in small letters. */
  readonly endings: readonly string[] | null;
}

/** ASSUMPTION: a MB of `limit_size` has 1,048,576 bytes (README, "What we had to assume"). */
const MEGABYTE = 1_048_576;
/** The longest body that the API gateway takes. A file goes in base64, which makes it longer by a third. */
const LONGEST_BODY = 12 * MEGABYTE;

/** The limits as they come: numbers as text, endings with commas between them. */
export function toAccessoryLimits(wire: HuaweiAccessoryLimits): AccessoryLimits {
  const megabytes = toNumber(wire.limit_size);
  const endings = String(wire.limit_file_type ?? '')
    .split(',')
    .map((ending) => ending.trim().replace(/^\./, '').toLowerCase())
    .filter((ending) => ending !== '');
  return {
    mostFiles: toNumber(wire.limit_count),
    mostBytes: megabytes === null ? null : megabytes * MEGABYTE,
    endings: endings.length === 0 ? null : endings,
  };
}

/**
 * What keeps a file from being uploaded.
 * @param bodyBytes length of the request that would carry it
 */
export function checkAccessory(
  file: { readonly fileName: string; readonly sizeBytes: number; readonly bodyBytes: number },
  { mostFiles, mostBytes, endings }: AccessoryLimits,
): UserError[] {
  const refusals: string[] = [];
  if (mostFiles === 0) refusals.push('The backend takes no files at present.');
  if (mostBytes !== null && file.sizeBytes > mostBytes) {
    refusals.push(`The backend takes files of at most ${mostBytes} bytes, and this has ${file.sizeBytes}.`);
  } else if (file.bodyBytes > LONGEST_BODY) {
    const most = file.sizeBytes - Math.ceil(((file.bodyBytes - LONGEST_BODY) / 4) * 3) - 3;
    refusals.push(`The backend takes requests of at most 12 MB, which is a file of about ${most} bytes in base64.`);
  }
  if (endings !== null && !endings.includes(endingOf(file.fileName))) {
    refusals.push(`The backend takes files with these endings alone: ${endings.join(', ')}.`);
  }
  return refusals.map((message) => refuseField('uploadId', message));
}

/** What keeps files from being given to a new ticket. */
export function checkAccessoryCount(count: number, { mostFiles }: AccessoryLimits): UserError[] {
  if (mostFiles === null || count <= mostFiles) return [];
  return [refuseField('fields.attachmentIds', `A ticket takes at most ${mostFiles} files, and these are ${count}.`)];
}

function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot === -1 ? '' : fileName.slice(dot + 1).toLowerCase();
}

function toNumber(value: string | number | null | undefined): number | null {
  const number = Number(value ?? Number.NaN);
  return value === '' || !Number.isFinite(number) || number < 0 ? null : number;
}
