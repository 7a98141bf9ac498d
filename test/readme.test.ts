import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters } from '../adapters/index.ts';
import { DEMO_TICKETS } from '../src/demo.ts';
import { ERROR_CODES, ERROR_TABLE } from '../src/ticketing/errors.ts';
import { withCapabilities } from '../scripts/capability-section.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const ROOT = resolve(import.meta.dirname, '..');
const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8');

/** The first block of this language. */
function block(language: string): string {
  const match = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme);
  if (match?.[1] === undefined) throw new Error(`The README has no block of ${language}.`);
  return match[1];
}

describe('the README', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ tickets: DEMO_TICKETS });
  });
  afterAll(async () => {
    await gateway.stop();
  });

  test('shows a query and its real answer', async () => {
    const answer = await gateway.query(block('graphql'));
    expect({ data: answer.data }).toEqual(JSON.parse(block('json')));
  });

  test('names actions that the emulated backends know', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` \| [^|]+ \| (all|`\w+`) \|$/gm)];
    const inputs = ([one, other]: readonly unknown[]): Record<string, object> => ({
      addTicket: {},
      changeTicket: { id: one },
      addMessage: { id: one, content: 'Hello' },
      addInteractionLog: { ticketId: one, interactionDescription: 'Hello' },
      removeTicket: { id: other },
    });
    expect(new Set(rows.map(([, action]) => action))).toEqual(new Set(Object.keys(inputs([]))));
    for (const { name, control, samples } of gateway.emulators) {
      const known = rows.filter(([, , where]) => where === 'all' || where === `\`${name}\``);
      for (const [, action = ''] of known) {
        expect(() => control.act(action, inputs(samples.ticketIds)[action])).not.toThrow();
      }
    }
  });

  test('has the error table of the code', () => {
    const table = /<!-- errors -->\n([\s\S]*?)\n<!-- \/errors -->/.exec(readme)?.[1] ?? '';
    const rows = table
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      );
    expect(rows).toEqual(
      ERROR_CODES.map((code) => {
        const { meaning, retryable, httpStatus } = ERROR_TABLE[code];
        return [code, meaning, retryable ? 'yes' : 'no', String(httpStatus)];
      }),
    );
  });

  test('tells what each backend of the example can do', async () => {
    expect(await withCapabilities(readme)).toBe(readme);
    expect(readme).toContain(
      `\n| operation | ${adapters.map(({ definition }) => `\`${definition.kind}\``).join(' | ')} |\n`,
    );
  });

  test('names every kind of backend, and only files and folders that exist', () => {
    for (const { definition } of adapters)
      expect(readme).toContain(`| [\`${definition.kind}\`](adapters/${definition.kind}/README.md) |`);
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');
    const folders = [...readme.matchAll(/^\| `([\w/-]+\/)` \|/gm)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(folders.length).toBeGreaterThan(10);
    expect([...links, ...folders].filter((path) => !existsSync(resolve(ROOT, path)))).toEqual([]);
  });

  test('names commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm (?:run )?(start|test|demo|dev|check|codegen|bench:\w+)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
