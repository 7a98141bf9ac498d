import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import { Secret } from '../src/ticketing/secret.ts';
import { CRM, problemsOf, read, withDesk } from './support/read-configuration.ts';

describe('backends', () => {
  const KINDS = 'write one of: crm, huawei, hybris, outsourcing, oneview.';
  const ID =
    'Your own name for this system: small letters, digits and hyphens. It stands in ids for ever, so do not change it.';
  const BACKENDS = 'The ticketing systems, in the order in which answers list them.';

  test.each([
    ['none', 'identity: { anonymous: AGENT }\n', `backends is missing. ${BACKENDS}`],
    ['nothing behind the colon', 'backends:\n', `backends (line 1) is missing. ${BACKENDS}`],
    ['an empty list', 'backends: []\n', `backends (line 1) must not be empty. ${BACKENDS}`],
    ['no list', 'backends:\n  desk: {}\n', `backends (line 2) must be a list. ${BACKENDS}`],
    [
      'an entry that is a name',
      'backends:\n  - desk\n',
      'backends[0] (line 2) must be a group of settings with id and kind.',
    ],
    [
      'an entry without anything',
      'backends:\n  -\n',
      'backends[0] (line 2) must be a group of settings with id and kind.',
    ],
    ['an entry without kind', 'backends:\n  - id: desk\n', `backends[0].kind (line 2) is missing; ${KINDS}`],
    [
      'an unknown kind',
      'backends:\n  - id: desk\n    kind: Crm\n',
      `backends[0].kind (line 3): there is no such kind; ${KINDS}`,
    ],
    ['no id', withDesk().replace('id: desk\n    ', ''), `backends[0].id (line 2) is missing. ${ID}`],
  ])('%s', (_name, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each(['Desk', '1desk', '-desk', 'my desk', 'desk_1', 'désk', 'a/b', '5', 'x'.repeat(33)])(
    'an id that is none: %s',
    (id) => {
      expect(problemsOf(withDesk().replace('id: desk', `id: "${id}"`))).toEqual([
        `backends[0].id (line 2) must have the form ^[a-z][a-z0-9-]{0,31}$. ${ID}`,
      ]);
    },
  );

  test('an id that stands twice', () => {
    const text = `${withDesk()}  - id: desk
    kind: oneview
    baseUrl: https://other.example.com
    token: t
`;
    expect(problemsOf(text)).toEqual(['backends[1].id (line 6) is used twice; give each backend an id of its own.']);
  });

  test('two systems of one kind are possible', () => {
    const second = '  - { id: other, kind: oneview, baseUrl: https://other.example.com, token: t }\n';
    expect(read(withDesk(second)).backends.map(({ id, definition }) => [id, definition.kind])).toEqual([
      ['desk', 'oneview'],
      ['other', 'oneview'],
    ]);
  });

  test('an unknown setting: the known ones are named, those of all kinds and those of this one', () => {
    const [problem, ...others] = problemsOf(withDesk('    tokn: x\n'));
    expect(others).toEqual([]);
    expect(problem).toMatch(
      /^backends\[0\]\.tokn \(line 6\) is no known setting; did you mean token\? There are: id, kind, title, deadlineMs,/,
    );
    expect(problem).toContain(', baseUrl, token, ');
  });

  test.each(['', '    token:\n', '    token: ~\n'])('a secret that is missing: %j', (written) => {
    const text = withDesk().replace('    token: token-of-the-desk\n', written);
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^backends\[0\]\.token \(line \d\) is missing\. Bearer token of the gateway\./),
    ]);
  });

  test('a secret that is empty', () => {
    expect(problemsOf(withDesk().replace('token-of-the-desk', '""'))).toEqual([
      expect.stringMatching(/^backends\[0\]\.token \(line 5\) must not be empty\. Bearer token/),
    ]);
  });

  test.each([
    ['api.example.com', 'must have the form'],
    ['ftp://api.example.com', 'must have the form'],
    ['https://[nowhere', 'is no address that can be reached'],
    ['https://api.example.com:99999', 'is no address that can be reached'],
  ])('an address that is none: %s', (address, problem) => {
    expect(problemsOf(withDesk().replace('https://api.example.com/ticket-detail', address))).toEqual([
      expect.stringContaining(`backends[0].baseUrl (line 4) ${problem}`),
    ]);
  });

  test.each([
    ['nothing', '', 'auth (line 2) is missing. Where the token comes from. The token decides whose tickets are seen.'],
    [
      'no mode',
      '    auth: { token: t }\n',
      'auth.mode (line 5) is missing; write one of: login, static, passThrough, exchange. Where the token comes from. The token decides whose tickets are seen.',
    ],
    [
      'an unknown mode',
      '    auth: { mode: magic }\n',
      'auth.mode (line 5) must be one of: login, static, passThrough, exchange. Where the token comes from. The token decides whose tickets are seen.',
    ],
    [
      'a text',
      '    auth: static\n',
      'auth (line 5) must hold mode and email and password, or mode and token, or mode, and nothing else. Where the token comes from. The token decides whose tickets are seen.',
    ],
    [
      'one setting too few for its mode',
      '    auth:\n      mode: login\n      email: a@b.example\n',
      'auth.password (line 6) is missing. Password of the customer account.',
    ],
    [
      'one setting too many for its mode',
      '    auth:\n      mode: static\n      token: t\n      email: a@b.example\n',
      'auth.email (line 8) is no known setting; there are: mode, token.',
    ],
  ])('a choice of settings: %s', (_name, written, problem) => {
    expect(problemsOf(CRM + written)).toEqual([`backends[0].${problem}`]);
  });

  test('values of maps are looked at, whatever their keys', () => {
    const text = `${CRM}    auth: { mode: static, token: t }\n    statusMap:\n      a/b~c: NEVER\n      "7": NEVER\n      Open: OPEN\n`;
    const choices =
      'must be one of: OPEN, IN_PROGRESS, PENDING, ON_HOLD, RESOLVED, CLOSED, CANCELLED, REJECTED, UNKNOWN.';
    expect(problemsOf(text)).toEqual([
      `backends[0].statusMap.7 (line 8) ${choices}`,
      `backends[0].statusMap.a/b~c (line 7) ${choices}`,
    ]);
  });
});

describe('secrets', () => {
  const text = `server:
  cursorKey: hunter2-seals-cursors
backends:
  - { id: a, kind: crm, baseUrl: https://a.example, auth: { mode: login, email: a@b.example, password: hunter2-password } }
  - { id: b, kind: crm, baseUrl: https://b.example, auth: { mode: static, token: hunter2-static } }
  - id: c
    kind: huawei
    iamUrl: https://c.example
    iamUser: u
    iamPassword: \${IAM_PASSWORD}
    iamDomain: d
    scope: { domainName: n }
  - { id: d, kind: oneview, baseUrl: https://d.example, token: hunter2-token }
`;
  const configuration = read(text, { IAM_PASSWORD: 'hunter2-iam' });

  test.each([
    ['JSON', () => JSON.stringify(configuration)],
    ['the inspection', () => inspect(configuration, { depth: null, showHidden: true, getters: true })],
    ['the inspection without custom words', () => inspect(configuration, { depth: null, customInspect: false })],
    ['a text', () => String(Object.values(configuration.backends.flatMap(({ settings }) => Object.values(settings))))],
    ['a template', () => `${configuration.server.cursorKey?.toString()}`],
  ])('never show in %s', (_name, print) => {
    expect(print()).not.toContain('hunter2');
  });

  test('are there for those who need them, also within a choice of settings', () => {
    const [first, second, third, fourth] = configuration.backends.map(({ settings }): unknown => settings) as [
      { auth: { password: Secret; email: string } },
      { auth: { token: Secret } },
      { iamPassword: Secret },
      { token: Secret },
    ];
    const secrets = [
      configuration.server.cursorKey,
      first.auth.password,
      second.auth.token,
      third.iamPassword,
      fourth.token,
    ];
    expect(secrets.map((secret) => secret instanceof Secret && secret.reveal())).toEqual([
      'hunter2-seals-cursors',
      'hunter2-password',
      'hunter2-static',
      'hunter2-iam',
      'hunter2-token',
    ]);
    expect(first.auth.email).toBe('a@b.example');
  });

  test('do not show in what is wrong with them or beside them', () => {
    const wrong = `${text.replace('id: d,', 'id: D,').replace('hunter2-seals-cursors', 'hunter2')}    nonsense: hunter2-besides\n`;
    const problems = problemsOf(wrong, { IAM_PASSWORD: 'hunter2-iam' });
    expect(problems).not.toEqual([]);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});
