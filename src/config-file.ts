import {
  isAlias,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';

/** Where something stands in the file: names of settings, and numbers of entries in lists. */
export type SettingPath = readonly (string | number)[];

/** A YAML file that was read. */
export interface ConfigurationFile {
  /** What it says. Every single value is a text as it is written: what is wanted decides what the text means. */
  readonly value: unknown;
  /** A path with the line it stands on, or the line of what it is missing from. */
  readonly place: (path: SettingPath) => string;
  /** What was wrong with the variables in it, by place. */
  readonly problems: ReadonlyMap<string, string>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The file is no YAML at all. No problem holds a value, as it may be a secret. */
export class YamlError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'YamlError';
    this.problems = problems;
  }
}

/**
 * Reads a YAML text and replaces `${NAME}` and `${NAME:-default}` in its values.
 * @throws YamlError if it is no YAML
 */
export function readConfigurationFile(text: string, environment: Environment): ConfigurationFile {
  const lines = new LineCounter();
  // The plainest schema leaves texts alone: a password 0123 must not become a number, which has lost its zero.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new YamlError(
      document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: this is no YAML: ${wordsOf(error)}.`),
    );
  }
  const place = (path: SettingPath): string => placeOf(document, lines, path);
  const problems = new Map<string, string>();
  interpolate(document, environment, (path, problem) => problems.set(place(path), problem));
  return { value: withoutNothing(toValue(document)), place, problems };
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new YamlError([
      'the file has an alias (*name) without its anchor (&name) before it, or far too many of them; write the settings out.',
    ]);
  }
}

/** The parser's own words, without what they quote from the file. */
function wordsOf({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'only one document is possible, so "---" cannot stand here';
  const words = message.replace(/ in YAML stream[^]*$/, '').replace(/\.$/, '');
  return words.charAt(0).toLowerCase() + words.slice(1);
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** What a setting is that has nothing behind its colon. */
const NOTHING: ReadonlySet<string> = new Set(['', '~', 'null']);

/** Replaces the variables in every value of the document. An empty variable counts as missing. */
function interpolate(
  document: Document,
  environment: Environment,
  report: (path: SettingPath, problem: string) => void,
): void {
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const text = node.value;
      if (node.type === 'PLAIN' && NOTHING.has(text)) {
        node.value = null;
        return;
      }
      let isMissing = false;
      const replaced = text.replace(VARIABLE, (_whole, name: string, fallback: string | undefined) => {
        const value = environment[name] || fallback;
        if (value !== undefined) return value;
        isMissing = true;
        report(
          pathOf(ancestors, node),
          `the environment variable ${name} is not set; set it, or write \${${name}:-a default}.`,
        );
        return '';
      });
      if (text.replace(VARIABLE, '').includes('${')) {
        report(pathOf(ancestors, node), 'there is a "${" that names no variable; write ${NAME} or ${NAME:-a default}.');
      }
      // A value that is missing stays as it is written: it is told once, here, and breaks nothing around it.
      if (!isMissing) node.value = replaced;
    },
  });
}

/** Settings without anything behind their colon are as good as left out. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) => (child === null ? [] : [[name, withoutNothing(child)]])),
  );
}

/** The path of a node, from the nodes above it. */
function pathOf(ancestors: readonly unknown[], node: Node): SettingPath {
  const chain = [...ancestors, node];
  return chain.flatMap((ancestor, index): (string | number)[] => {
    if (isPair(ancestor)) return isScalar(ancestor.key) ? [String(ancestor.key.value)] : [];
    return isSeq(ancestor) ? [ancestor.items.indexOf(chain[index + 1])] : [];
  });
}

function placeOf(document: Document, lines: LineCounter, path: SettingPath): string {
  const name =
    path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('') ||
    'the file';
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node !== undefined && node !== null && !isAlias(node) && node.range)
      return `${name} (line ${lines.linePos(node.range[0]).line})`;
  }
  return name;
}
