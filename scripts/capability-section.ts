import { readFileSync } from 'node:fs';
import { adapters } from '../adapters/index.ts';
import { renderCapabilities } from '../src/capability-table.ts';
import { readConfiguration } from '../src/config.ts';
import { connectBackend } from '../src/upstream/connect.ts';

const EXAMPLE = new URL('../ticket-gateway.example.yaml', import.meta.url);
const BEGIN = '<!-- capabilities -->\n';
const END = '\n<!-- /capabilities -->';
const SILENT = { info() {}, warn() {} };

/** The README with the capabilities of today between its marks. @throws Error if a mark is missing */
export async function withCapabilities(readme: string): Promise<string> {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error('The README has no place for the capabilities.');
  return `${readme.slice(0, begin + BEGIN.length)}${await exampleCapabilities()}${readme.slice(end)}`;
}

/** What one backend of each kind can do with the settings of the example. Connects, but makes no call. */
async function exampleCapabilities(): Promise<string> {
  const backends = readExample().backends.map(({ id, definition, settings }) =>
    connectBackend(definition, settings, { id, log: SILENT }),
  );
  try {
    return renderCapabilities(
      backends.map(({ kind, operations, transitions }) => ({ name: kind, operations, transitions })),
    );
  } finally {
    await Promise.all(backends.map((backend) => backend.close()));
  }
}

function readExample(): ReturnType<typeof readConfiguration> {
  const text = readFileSync(EXAMPLE, 'utf8');
  // What an operator keeps in the environment decides nothing about capabilities.
  const environment = Object.fromEntries(
    [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name = '']) => [name, 'left-out-of-the-table']),
  );
  return readConfiguration(
    text,
    environment,
    adapters.map(({ definition }) => definition),
  );
}
