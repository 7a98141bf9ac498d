import { describe, expect, test } from '@jest/globals';
import { GatewaySchema } from '../src/config-schema.ts';
import { ConfigurationError } from '../src/config.ts';
import type { Secret } from '../src/ticketing/secret.ts';
import { CRM, problemsOf, read, settingsOf, withDesk } from './support/read-configuration.ts';

describe('a file that is no configuration', () => {
  test.each([
    ['is empty', '', 'the file is empty: it needs at least "backends" with one entry.'],
    ['has comments alone', '# nothing yet\n', 'the file is empty: it needs at least "backends" with one entry.'],
    ['is a text', 'hello', 'the file must be a group of settings; it needs at least "backends" with one entry.'],
    ['is a list', '- a', 'the file must be a group of settings; it needs at least "backends" with one entry.'],
    ['has a tab', 'backends:\n\t- id: a\n', 'line 2: this is no YAML: tabs are not allowed as indentation.'],
    ['has a key twice', 'server: {}\nserver: {}\n', 'line 2: this is no YAML: map keys must be unique.'],
    ['has an open quote', 'server:\n  host: "a\n', 'line 3: this is no YAML: missing closing "quote.'],
    [
      'is two files',
      'backends: []\n---\nbackends: []\n',
      'line 2: this is no YAML: only one document is possible, so "---" cannot stand here.',
    ],
    [
      'has an alias of nothing',
      'server: *nowhere\n',
      'the file has an alias (*name) without its anchor (&name) before it, or far too many of them; write the settings out.',
    ],
  ])('one that %s', (_name, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('aliases that multiply are refused before they fill the memory', () => {
    const rows = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let row = 1; row < 12; row++) rows.push(`a${row}: &a${row} [${`*a${row - 1}, `.repeat(10)}]`);
    expect(problemsOf(rows.join('\n'))[0]).toContain('far too many of them');
  });

  test('what is no YAML is not quoted: it may be a secret', () => {
    const problems = problemsOf('backends:\n  - token: a\n hunter2-is-secret\n');
    expect(problems).not.toEqual([]);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});

describe('variables', () => {
  test('come from the environment, also within a text', () => {
    const text = withDesk('    title: ${TEAM} of ${CITY}\n');
    expect(settingsOf(text, { TEAM: 'Desk', CITY: 'Turku' })['title']).toBe('Desk of Turku');
  });

  test.each([
    ['is not set', {}],
    ['is empty', { TEAM: '' }],
  ])('one that %s is named with its place, once', (_name, environment) => {
    expect(problemsOf(withDesk('    title: ${TEAM}\n'), environment)).toEqual([
      'backends[0].title (line 6): the environment variable TEAM is not set; set it, or write ${TEAM:-a default}.',
    ]);
  });

  test('a missing one is the only problem of its place, whatever is wanted there', () => {
    const text = `server:
  port: \${PORT}
  corsOrigins:
    - https://a.example
    - \${ORIGIN}
backends:
  - id: cloud
    kind: huawei
    iamUrl: \${IAM}
    iamUser: u
    iamPassword: \${PASSWORD}
    iamDomain: d
    scope: { projectId: "\${PROJECT}" }
`;
    expect(problemsOf(text).map((problem) => problem.split(':')[0])).toEqual([
      'server.port (line 2)',
      'server.corsOrigins[1] (line 5)',
      'backends[0].iamUrl (line 9)',
      'backends[0].iamPassword (line 11)',
      'backends[0].scope.projectId (line 13)',
    ]);
  });

  test('have defaults', () => {
    const text = withDesk('    title: "${TEAM:-Care: all of it}"\n');
    expect(settingsOf(text)['title']).toBe('Care: all of it');
    expect(settingsOf(text, { TEAM: '' })['title']).toBe('Care: all of it');
    expect(settingsOf(text, { TEAM: 'Desk' })['title']).toBe('Desk');
  });

  test('give numbers and flags where they are wanted, and texts elsewhere', () => {
    const before = 'server:\n  port: ${PORT}\n  production: ${PRODUCTION}\n  host: ${HOST}\n';
    const { server } = read(withDesk('', before), { PORT: '4100', PRODUCTION: 'false', HOST: '0' });
    expect(server).toMatchObject({ port: 4_100, production: false, host: '0' });
  });

  test('that give no number where one is wanted are refused, and not shown', () => {
    const problems = problemsOf(withDesk('', 'server:\n  port: ${PORT}\n'), { PORT: 'hunter2' });
    expect(problems).toEqual(['server.port (line 2) must be a whole number. Port to listen on; 0 for any free one.']);
  });

  test('their values are texts, and never YAML or variables themselves', () => {
    const text = CRM + '    auth: { mode: static, token: "${TOKEN}" }\n';
    const token = 'a: b # c\n- ${OTHER} "d"';
    const { auth } = settingsOf(text, { TOKEN: token, OTHER: 'x' }) as { auth: { token: Secret } };
    expect(auth.token.reveal()).toBe(token);
  });

  test.each(['${}', '${a b}', '${NAME', '${NAME-x}'])('what only looks like one is told: %s', (written) => {
    expect(problemsOf(withDesk(`    title: "${written}"\n`))).toEqual([
      'backends[0].title (line 6): there is a "${" that names no variable; write ${NAME} or ${NAME:-a default}.',
    ]);
  });
});

/** Names of settings, as a sentence lists them. */
function namesOf({ properties }: { readonly properties: object }): string {
  return Object.keys(properties).join(', ');
}

describe('values', () => {
  const PORT = 'Port to listen on; 0 for any free one.';
  const ORIGINS = 'Origins whose pages may call the gateway, e.g. https://support.example.com.';

  test.each([
    ['server:\n  port: often\n', `server.port (line 2) must be a whole number. ${PORT}`],
    ['server:\n  port: 1.5\n', `server.port (line 2) must be a whole number. ${PORT}`],
    ['server:\n  port: true\n', `server.port (line 2) must be a whole number. ${PORT}`],
    ['server:\n  port: ""\n', `server.port (line 2) must be a whole number. ${PORT}`],
    ['server:\n  port: [1]\n', `server.port (line 2) must be a whole number. ${PORT}`],
    ['server:\n  port: 70000\n', `server.port (line 2) must be at most 65535. ${PORT}`],
    ['server:\n  port: -1\n', `server.port (line 2) must be at least 0. ${PORT}`],
    [
      'server:\n  production: maybe\n',
      'server.production (line 2) must be true or false. True: no introspection, no explorer pages, no hints of the schema in errors.',
    ],
    ['server:\n  corsOrigins: https://a.example\n', `server.corsOrigins (line 2) must be a list. ${ORIGINS}`],
    [
      'server:\n  corsOrigins:\n    - https://a.example\n    - https://b.example/path\n',
      `server.corsOrigins[1] (line 4) must have the form ^https?://[^/\\s]+$. ${ORIGINS}`,
    ],
    ['server: 5\n', 'server (line 1) must be a group of settings.'],
    [
      'server:\n  cursorKey: hunter2\n',
      'server.cursorKey (line 2) must have at least 16 characters. Key that seals cursors, at least 16 characters; the same for all instances. Without it each start makes its own, and cursors end with the process.',
    ],
    [
      'server:\n  prot: 1\n',
      `server.prot (line 2) is no known setting; did you mean port? There are: ${namesOf(GatewaySchema.properties.server)}.`,
    ],
    [
      'sever:\n  port: 1\n',
      `sever (line 2) is no known setting; did you mean server? There are: ${namesOf(GatewaySchema)}.`,
    ],
    [
      'caches:\n  scanHoldMs: 1e3\n',
      'caches.scanHoldMs (line 2) must be a whole number. How long rows of a backend that cannot sort are kept for the next page, in milliseconds.',
    ],
  ])('%j', (before, problem) => {
    expect(problemsOf(withDesk('', before))).toEqual([problem]);
  });

  test('a setting with nothing behind its colon is left out', () => {
    const nothing = 'server:\ncaches:\n  scanHoldMs:\n  scanHoldRows: ~\n  catalogFreshMs: null\n';
    expect(read(withDesk('    title:\n', nothing))).toEqual(read(withDesk()));
  });

  test('texts stay as they are written, also where they look like numbers', () => {
    const text = `${CRM}    contactId: 0123\n    auth: { mode: static, token: 012345678901234567890 }\n`;
    const { contactId, auth } = settingsOf(text) as { contactId: string; auth: { token: Secret } };
    expect(contactId).toBe('0123');
    expect(auth.token.reveal()).toBe('012345678901234567890');
  });

  test('what is left out has its default', () => {
    const { server, caches, backends } = read(withDesk());
    expect(server).toEqual({
      host: '127.0.0.1',
      port: 4_000,
      production: true,
      console: true,
      corsOrigins: [],
      operationDeadlineMs: 30_000,
      stopDelayMs: 0,
      trustedProxies: [],
      mostBodyBytes: 262_144,
    });
    expect(caches).toMatchObject({ catalogFreshMs: 600_000, scanHoldMs: 5_000 });
    expect(backends[0]?.settings).toMatchObject({ deadlineMs: 10_000, mostRetries: 2, operations: {} });
  });

  test('anchors and aliases within the file work', () => {
    const text = `${withDesk('    deadlineMs: &slow 20000\n')}  - id: other
    kind: oneview
    baseUrl: https://other.example.com
    token: t
    deadlineMs: *slow
`;
    expect(read(text).backends.map(({ settings }) => settings.deadlineMs)).toEqual([20_000, 20_000]);
  });
});

describe('proxies that are believed', () => {
  const withProxy = (proxy: string): string => withDesk('', `server: { trustedProxies: ['${proxy}'] }\n`);

  test.each(['10.1.2.3', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', 'fd00::/128'])('may be %s', (proxy) => {
    expect(problemsOf(withProxy(proxy))).toEqual([]);
  });

  test.each(['999.1.1.1', '10.0.0.0/33', '10.0.0.0/99', 'fd00::/129', '1.2.3', 'fd00:::1', 'beef'])(
    'cannot be %s, which would end the start with a fault',
    (proxy) => {
      expect(problemsOf(withProxy(proxy))).toEqual([
        expect.stringMatching(/^server\.trustedProxies\[0\] \(line 1\) is no network address; write one as /),
      ]);
    },
  );
});

test('all problems are told at once', () => {
  const text = `sever: 1
server:
  port: 99999
  corsOrigins: [x, y]
caches: { scanHoldMs: a, scanHoldRows: b, catalogFreshMs: c, catalogStaleMs: d }
backends:
  - { id: A, kind: oneview, baseUrl: "\${URL}", deadlineMs: 1, concurrency: 0, mostRetries: 9, scanRows: x, tokn: t }
  - { id: b, kind: nope }
  - { id: c, kind: crm }
`;
  const problems = problemsOf(text);
  const named = problems.map((problem) => problem.split(' ')[0]);
  expect(named).toHaveLength(19);
  expect(new Set(named)).toEqual(
    new Set([
      'sever',
      'server.port',
      'server.corsOrigins[0]',
      'server.corsOrigins[1]',
      'caches.scanHoldMs',
      'caches.scanHoldRows',
      'caches.catalogFreshMs',
      'caches.catalogStaleMs',
      'backends[0].id',
      'backends[0].baseUrl',
      'backends[0].deadlineMs',
      'backends[0].concurrency',
      'backends[0].mostRetries',
      'backends[0].scanRows',
      'backends[0].tokn',
      'backends[0].token',
      'backends[1].kind',
      'backends[2].baseUrl',
      'backends[2].auth',
    ]),
  );
  expect(new ConfigurationError(problems).message).toBe(
    `The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
});
