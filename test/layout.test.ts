import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adapters } from '../adapters/index.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE_FOLDERS = ['src', 'resolvers', 'adapters', 'scripts'];

interface SourceFile {
  /** Path below the root, with forward slashes. */
  readonly path: string;
  /** Imported paths below the root, or package names. Type-only imports count. */
  readonly imports: readonly string[];
  readonly text: string;
}

function listFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(join(ROOT, path)).isDirectory() ? listFiles(path) : [path];
  });
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const statements = /^(?:import|export)\b[^;'"`]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  const specifiers = [...text.matchAll(statements)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  const imports = specifiers.map((specifier) =>
    specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(path), specifier)) : specifier,
  );
  return { path, imports, text };
}

const files = SOURCE_FOLDERS.flatMap(listFiles)
  .filter((path) => path.endsWith('.ts'))
  .map(readSource);

function isBuiltIn(specifier: string): boolean {
  return specifier.startsWith('node:');
}

function isPackage(specifier: string): boolean {
  return (
    !isBuiltIn(specifier) && !/^(src|resolvers|adapters|schema|console|test|scripts|codegen)(\/|\.)/.test(specifier)
  );
}

/** `file -> import` for each import that the rule does not permit. */
function violations(
  inspected: readonly SourceFile[],
  permits: (specifier: string, file: SourceFile) => boolean,
): string[] {
  return inspected.flatMap((file) =>
    file.imports.filter((specifier) => !permits(specifier, file)).map((specifier) => `${file.path} -> ${specifier}`),
  );
}

function below(...folders: readonly string[]): (specifier: string) => boolean {
  return (specifier) => folders.some((folder) => specifier.startsWith(`${folder}/`));
}

function filesBelow(...folders: readonly string[]): SourceFile[] {
  const found = files.filter((file) => below(...folders)(file.path));
  // A rule about no file at all would always hold.
  expect(found.length).toBeGreaterThan(0);
  return found;
}

const kinds = adapters.map(({ definition }) => definition.kind);

describe('what may import what', () => {
  test('the test looks at the real tree', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => file.imports.length > 0).length).toBeGreaterThan(30);
    for (const folder of ['ticketing', 'upstream', 'dispatch', 'store', 'emulation', 'transport', 'generated']) {
      expect({ folder, exists: existsSync(join(ROOT, 'src', folder)) }).toEqual({ folder, exists: true });
    }
  });

  // What each folder of src may import besides itself and node:*.
  const folderRules: Readonly<
    Record<string, { readonly folders: readonly string[]; readonly packages: readonly string[] }>
  > = {
    ticketing: { folders: [], packages: [] },
    emulation: { folders: [], packages: [] },
    store: { folders: ['ticketing'], packages: ['ioredis'] },
    upstream: { folders: ['ticketing', 'store'], packages: ['undici', 'cockatiel', 'typebox', 'typebox/compile'] },
    dispatch: { folders: ['ticketing', 'store'], packages: ['dataloader', 'graphql'] },
    writes: { folders: ['ticketing', 'store', 'dispatch'], packages: [] },
    telemetry: { folders: ['ticketing'], packages: ['pino', 'prom-client', '@opentelemetry/api'] },
    live: { folders: ['ticketing', 'store', 'dispatch', 'writes'], packages: [] },
    generated: { folders: ['ticketing', 'dispatch', 'writes', 'live'], packages: ['graphql'] },
    identity: { folders: ['ticketing'], packages: ['jose'] },
    transport: {
      folders: ['ticketing', 'identity', 'store', 'dispatch', 'generated', 'writes', 'live'],
      packages: [
        '@apollo/server',
        '@apollo/server/errors',
        '@apollo/server/plugin/disabled',
        '@as-integrations/fastify',
        '@fastify/cors',
        '@graphql-tools/schema',
        '@graphql-yoga/render-graphiql',
        'fastify',
        'graphql',
        'graphql-ws',
        'ws',
      ],
    },
  };

  // What has no rule because it puts the others together, as the files directly in src do.
  const wiringFolders = ['commands'];

  test('every folder of src has a rule', () => {
    const folders = readdirSync(join(ROOT, 'src')).filter((name) => statSync(join(ROOT, 'src', name)).isDirectory());
    expect(folders.sort()).toEqual([...Object.keys(folderRules), ...wiringFolders].sort());
  });

  test('nobody but the program runs its commands', () => {
    const users = files.filter((file) => !below('src/commands')(file.path) && file.imports.some(below('src/commands')));
    expect(users.map((file) => file.path)).toEqual(['src/main.ts']);
  });

  test.each(Object.entries(folderRules))('src/%s keeps to its place', (folder, { folders, packages }) => {
    const permitted = below(`src/${folder}`, ...folders.map((name) => `src/${name}`));
    expect(
      violations(
        filesBelow(`src/${folder}`),
        (specifier) => isBuiltIn(specifier) || permitted(specifier) || packages.includes(specifier),
      ),
    ).toEqual([]);
  });

  test.each(kinds)('the adapter %s imports itself, the words and the kit', (kind) => {
    const own = filesBelow(`adapters/${kind}`).filter(
      (file) => !isEmulator(file.path, kind) && !file.path.endsWith('/demo.ts'),
    );
    const permitted = below('src/ticketing', 'src/upstream', `adapters/${kind}`);
    expect(
      violations(
        own,
        (specifier) =>
          isBuiltIn(specifier) || specifier === 'typebox' || (permitted(specifier) && !isEmulator(specifier, kind)),
      ),
    ).toEqual([]);
  });

  test.each(kinds)('the emulator of %s shares nothing with the adapter', (kind) => {
    const emulator = filesBelow(`adapters/${kind}`).filter((file) => isEmulator(file.path, kind));
    expect(emulator.length).toBeGreaterThan(0);
    expect(
      violations(
        emulator,
        (specifier) => isBuiltIn(specifier) || below('src/emulation')(specifier) || isEmulator(specifier, kind),
      ),
    ).toEqual([]);
  });

  test('only the demo and the wiring use emulators', () => {
    const others = files.filter(
      (file) => !below('src/emulation')(file.path) && !kinds.some((kind) => isEmulator(file.path, kind)),
    );
    const users = others.filter((file) => file.imports.some((specifier) => below('src/emulation')(specifier)));
    expect(users.map((file) => file.path).sort()).toEqual(
      [...kinds.map((kind) => `adapters/${kind}/demo.ts`), 'adapters/index.ts', 'src/demo.ts'].sort(),
    );
  });

  test('resolvers speak to no backend', () => {
    const permitted = below('src/generated', 'src/ticketing', 'src/dispatch', 'src/writes', 'src/live', 'resolvers');
    expect(
      violations(
        filesBelow('resolvers'),
        (specifier) =>
          isBuiltIn(specifier) || specifier === 'graphql-scalars' || specifier === 'graphql' || permitted(specifier),
      ),
    ).toEqual([]);
  });

  test('only files that say so speak to Redis', () => {
    const users = filesBelow('src/store').filter((file) => file.imports.includes('ioredis'));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((file) => !file.path.startsWith('src/store/redis-')).map((file) => file.path)).toEqual([]);
  });

  test('what runs in production needs no package of developers', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const isInstalled = (specifier: string): boolean => {
      const [scopeOrName = '', name = ''] = specifier.split('/');
      return (scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName) in dependencies;
    };
    const running = filesBelow('src', 'resolvers', 'adapters');
    expect(violations(running, (specifier) => !isPackage(specifier) || isInstalled(specifier))).toEqual([]);
  });

  test('each package has one owner', () => {
    const owners = {
      undici: 'src/upstream',
      jose: 'src/identity',
      cockatiel: 'src/upstream',
      dataloader: 'src/dispatch',
      ioredis: 'src/store',
      fastify: 'src/transport',
      pino: 'src/telemetry',
      'prom-client': 'src/telemetry',
      '@opentelemetry/api': 'src/telemetry',
      '@apollo/server': 'src/transport',
    };
    for (const [name, owner] of Object.entries(owners)) {
      const users = files.filter((file) => file.imports.includes(name));
      expect(users.length).toBeGreaterThan(0);
      expect(users.filter((file) => !below(owner)(file.path)).map((file) => file.path)).toEqual([]);
    }
    expect(files.flatMap((file) => file.imports).filter(isPackage).length).toBeGreaterThan(10);
  });
});

function isEmulator(path: string, kind: string): boolean {
  return path === `adapters/${kind}/emulator.ts` || path.startsWith(`adapters/${kind}/emulator/`);
}

describe('where things are', () => {
  test('the list of adapters is the list of folders', () => {
    const folders = readdirSync(join(ROOT, 'adapters')).filter((name) =>
      statSync(join(ROOT, 'adapters', name)).isDirectory(),
    );
    expect([...kinds].sort()).toEqual(folders.sort());
  });

  test.each(kinds)('the adapter %s has the files that all have', (kind) => {
    const names = [
      'README.md',
      'index.ts',
      'settings.ts',
      'client.ts',
      'wire.ts',
      'mapping.ts',
      'demo.ts',
      'emulator.ts',
      'fixtures',
    ];
    const missing = names.filter((name) => !existsSync(join(ROOT, 'adapters', kind, name)));
    expect(missing).toEqual([]);
    expect(readdirSync(join(ROOT, 'adapters', kind, 'fixtures')).length).toBeGreaterThan(0);
  });

  test('a backend is named only in its own folder', () => {
    const pattern = new RegExp(`['"\`](${kinds.join('|')})['"\`]|\\b(${kinds.join('|')})[A-Z/]`, 'i');
    const naming = files.filter((file) => !file.path.startsWith('adapters/') && pattern.test(file.text));
    expect(naming.map((file) => file.path)).toEqual([]);
    for (const kind of kinds) {
      const others = kinds.filter((other) => other !== kind);
      const foreign = new RegExp(`['"\`](${others.join('|')})['"\`/]`);
      expect(
        filesBelow(`adapters/${kind}`)
          .filter((file) => foreign.test(file.text))
          .map((file) => file.path),
      ).toEqual([]);
    }
  });

  test('each schema file has its resolvers, and the reverse', () => {
    const named = (folder: string, ending: string): string[] =>
      readdirSync(join(ROOT, folder))
        .filter((name) => name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length))
        .sort();
    const schema = named('schema', '.graphql');
    expect(schema.length).toBeGreaterThan(5);
    expect(named('resolvers', '.ts').filter((name) => name !== 'index')).toEqual(schema);
  });

  test('no file has a name that says nothing', () => {
    const empty = /(^|[-/])(util|utils|helper|helpers|common|misc|manager|base)(\.|-|\/)/;
    expect(files.map((file) => file.path).filter((path) => empty.test(path))).toEqual([]);
  });

  test('nobody uses fetch towards a backend', () => {
    const users = files.filter(
      (file) =>
        // The keys of the issuer of tokens are no backend's.
        file.path !== 'src/identity/key-set-request.ts' &&
        !kinds.some((kind) => isEmulator(file.path, kind)) &&
        /\bfetch\(/.test(file.text),
    );
    expect(users.map((file) => file.path)).toEqual([]);
  });
});

describe('nock, which patches the whole process', () => {
  const ofTests = listFiles('test')
    .filter((path) => path.endsWith('.ts'))
    .map(readSource);

  test('is imported in one place, which undoes the patch', () => {
    const users = ofTests.filter((file) => file.imports.includes('nock'));
    expect(users.map((file) => file.path)).toEqual(['test/support/nock.ts']);
  });

  test('is switched on, and off again, by each test file that answers with it', () => {
    const answering = ofTests.filter((file) => file.path.endsWith('.test.ts') && /\bnock\(/.test(file.text));
    expect(answering.length).toBeGreaterThan(10);
    expect(answering.filter((file) => !/^useNock\(\);$/m.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});
