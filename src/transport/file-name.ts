import { invalidInput } from '../ticketing/errors.ts';

/** The header that names an uploaded file. */
export const FILE_NAME_HEADER = 'x-file-name';

const LONGEST = 255;
/** Characters that no name needs: controls, and those that make text look other than it is. */
// oxlint-disable-next-line eslint/no-control-regex
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;

/**
 * The name of a file as its sender gives it, percent-encoded as UTF-8. It is a name only, never a path.
 * @throws GatewayError INVALID_INPUT that says what is wrong with it
 */
export function readFileName(header: string | readonly string[] | undefined): string {
  if (typeof header !== 'string' || header === '') {
    throw invalidInput(FILE_NAME_HEADER, `The header ${FILE_NAME_HEADER} must name the file, percent-encoded.`);
  }
  const name = decode(header);
  if (name === null) throw invalidInput(FILE_NAME_HEADER, 'The file name is not percent-encoded UTF-8.');
  if (name.trim() === '' || name.length > LONGEST) {
    throw invalidInput(FILE_NAME_HEADER, `A file name has 1 to ${LONGEST} characters.`);
  }
  if (FORBIDDEN.test(name) || !name.isWellFormed()) {
    throw invalidInput(FILE_NAME_HEADER, 'A file name has no control characters.');
  }
  if (/[/\\]/.test(name) || name === '.' || name === '..') {
    throw invalidInput(FILE_NAME_HEADER, 'A file name has no path: leave the folders out.');
  }
  return name;
}

/** The value of `content-disposition` that has a file saved under a name, never shown. Any text will do. */
export function toContentDisposition(fileName: string): string {
  // For clients that do not know the encoded form.
  const plain = fileName
    .toWellFormed()
    .replace(/[^\w .-]/g, '_')
    .replace(/^\.+/, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function decode(header: string): string | null {
  try {
    return decodeURIComponent(header);
  } catch {
    return null;
  }
}
