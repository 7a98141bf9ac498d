const LONGEST = 512;

/**
 * The file name of a `content-disposition` header, as RFC 6266 writes it; null if it has none that can be read.
 * @returns any text: it is a name for people, never a path
 */
export function readFileName(header: string | undefined): string | null {
  if (header === undefined) return null;
  const encoded = /;\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
  const plain = /;\s*filename\s*=\s*([^\s;"]+)/i.exec(header)?.[1];
  const name = decode(encoded) ?? quoted ?? plain ?? '';
  // oxlint-disable-next-line eslint/no-control-regex
  const isName = name.length <= LONGEST && name.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(name);
  return isName ? name : null;
}

function decode(text: string | undefined): string | null {
  try {
    return text === undefined ? null : decodeURIComponent(text);
  } catch {
    return null;
  }
}
