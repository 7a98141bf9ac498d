import { encodeGlobalId } from '../../src/ticketing/global-id.ts';

/** Texts that mean something else to a path, a query, a header, a shell or a page than to their sender. All printable. */
export const METACHARACTERS: readonly string[] = [
  '.',
  '..',
  '../../etc/passwd',
  'a/../../b',
  '..\\..\\b',
  '/',
  '//stranger.example/',
  'https://stranger.example/',
  '%2f',
  '%2e%2e%2f',
  '%252e%252e%252f',
  '%00',
  '%0d%0aX-Injected:%20yes',
  '%',
  '?',
  '?admin=true',
  'a?b=c&d=e',
  '&status=all',
  '#',
  'a#b',
  "'",
  '"',
  "' OR '1'='1",
  '"} OR {"',
  '<script>alert(1)</script>',
  '`id`',
  '$(id)',
  '${TOKEN}',
  '{ticketID}',
  'a b',
  'a;b',
  'a:b',
  'a,b',
  '*',
  '(a)',
  '[a]',
  '\\',
  '\\u0000',
  'é',
  '\u{1f600}',
  '\uff0e\uff0e\uff0f',
  '\u202eabc',
];

/** Words that some backends could have as an id, and that mean something to a program which looks them up carelessly. */
export const TRICKY_WORDS: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  'a@b',
];

/** Texts that are no text for anybody. */
export const BROKEN_TEXTS: readonly string[] = [
  '',
  ' ',
  '\t',
  '\u0000',
  'a\u0000b',
  'a\rb',
  'a\nb',
  'a\r\nX-Injected: yes',
  'a\r\n\r\nGET / HTTP/1.1',
  '\u001b[31m',
  '\u007f',
  '\ud800',
  'a\udfffb',
  'x'.repeat(201),
  'x'.repeat(5_000),
  '9'.repeat(5_000),
];

/** What is no global id, whatever kind of thing is wanted. */
export const MALFORMED_IDS: readonly unknown[] = [
  7,
  'MTpUaWNrZXQ6Y3Jt',
  raw('1:Ticket:crm:'),
  raw('1:Ticket::17x1'),
  raw('2:Ticket:crm:17x1'),
  raw('0:Ticket:crm:17x1'),
  raw('1:ticket:crm:17x1'),
  raw('1:Secret:crm:17x1'),
  raw('1:__proto__:crm:17x1'),
  raw('1:Ticket:__proto__:17x1'),
  raw('1:Ticket:crm:17x1\u0000'),
  raw('1:Ticket:crm:17x1\r\n'),
  raw(`1:Ticket:crm:${'1'.repeat(300)}`),
  // Other spellings of bytes that would make an id.
  `${encodeGlobalId({ type: 'Ticket', backend: 'crm', nativeId: '17x1' })}=`,
  ` ${encodeGlobalId({ type: 'Ticket', backend: 'crm', nativeId: '17x1' })}`,
  Buffer.from('1:Ticket:crm:17x?>~', 'utf8').toString('base64'),
  Buffer.from([0x31, 0x3a, 0xff, 0xfe, 0x00]).toString('base64url'),
];

function raw(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** What is no time, or none that has a single meaning. */
export const BAD_TIMES: readonly unknown[] = [
  '',
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-02-14T25:00:00Z',
  '2026-02-14',
  '2026-02-14T18:19:47',
  '14-02-2026T18:19:47Z',
  '2026-02-14T18:19:47Z\r\nX-Injected: yes',
  '2026-02-14T18:19:47Z\u0000',
  '+275760-09-13T00:00:00Z',
  '9999-12-31T23:59:59-01:00',
  '0000-01-01T00:00:00+01:00',
  1_771_000_000_000,
  0,
  true,
  {},
];

/** What is no size of a page. */
export const BAD_PAGE_SIZES: readonly unknown[] = [
  0,
  -1,
  101,
  1_000_000,
  2_147_483_647,
  -2_147_483_648,
  2_147_483_648,
  1.5,
  '10',
  '',
  true,
  {},
  [10, 20],
];

/** What is neither true nor false. */
export const BAD_FLAGS: readonly unknown[] = ['true', 'yes', '', 0, 1, {}, [true, false]];

/** What is no value of any enum here. */
export const BAD_CHOICES: readonly unknown[] = [
  '',
  'NONE_OF_THEM',
  'open',
  '__proto__',
  'OPEN ',
  'OPEN\u0000',
  7,
  true,
  {},
];

/** One text for each way in which a value can become something else on its way to a backend, and some at once. */
export const HOSTILE_TEXTS: readonly string[] = [
  '..',
  '../../etc/passwd',
  '..%2f..%2f',
  '%2e%2e%2fx',
  '%00',
  '%0d%0aX-Injected:%20yes',
  '?admin=true',
  'a?b=c&d=e#f',
  '#',
  '\'"`"} OR {"',
  "' OR '1'='1",
  '${TOKEN}$(id){ticketID}',
  '<b>a</b>;b:c,d',
  'é漢字\u{1f600}',
  '__proto__',
  'a\r\nX-Injected: yes',
  'a\n\r\nGET / HTTP/1.1',
  '\u0000',
  'a\u0000b',
  '\ud800',
];
