import {
  GraphQLError,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { GatewayError } from '../ticketing/errors.ts';

/** How much of each thing a document may have. */
export interface DocumentLimits {
  /** Words and signs. */
  readonly tokens: number;
  /** Levels of fields within fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields at the top of an operation. */
  readonly rootFields: number;
  readonly directives: number;
  /** Named fragments. */
  readonly fragments: number;
  /** Fields of an operation with its fragments written out. */
  readonly selections: number;
  /** How often an operation asks for one and the same field of its answer. */
  readonly repetitions: number;
}

/** Refuses kinds of operation that the schema does not have: executing them would look like a fault of the gateway. */
const rootTypeRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (context.getSchema().getRootType(operation.operation)) return;
    context.reportError(new GraphQLError(`This API has no ${operation.operation}s.`, { nodes: operation }));
  },
});

export const DOCUMENT_RULES: readonly ValidationRule[] = [rootTypeRule];

/**
 * Reads a document only as far as the limits go.
 * @returns what is too much; nothing if all is well, or if it is no GraphQL, which whoever answers it will say
 */
export function checkDocumentText(source: string, limits: DocumentLimits): GatewayError[] {
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: limits.tokens, noLocation: true });
  } catch (error) {
    const isTooLong = error instanceof GraphQLError && error.message.includes('Parsing aborted');
    return isTooLong ? [tooMany('words and signs', limits.tokens)] : [];
  }
  return checkDocument(document, limits);
}

/**
 * What is too much in a document. It is to be asked before the document is validated: validating takes time that grows
 * with the square of what is looked at here, this takes time that grows with the text.
 */
export function checkDocument(document: DocumentNode, limits: DocumentLimits): GatewayError[] {
  const { aliases, directives, fragments } = countParts(document);
  const found = [
    ...(aliases > limits.aliases ? [tooMany('renamed fields', limits.aliases)] : []),
    ...(directives > limits.directives ? [tooMany('directives', limits.directives)] : []),
    ...(fragments.size > limits.fragments ? [tooMany('named fragments', limits.fragments)] : []),
  ];
  // What is measured next takes a step for each pair of a fragment and its use.
  if (found.length > 0) return found;
  const size = measureOperations(document, fragments);
  // Things lead to each other in circles (a ticket's relations have tickets), and each level multiplies the last, so that depth
  // and not length is what makes an answer endless.
  if (size.depth > limits.depth) {
    const levels = `at most ${limits.depth} levels of fields are possible.`;
    found.push(new GatewayError('OVER_LIMIT', `The operation is nested too deeply: ${levels}`));
  }
  if (size.topFields > limits.rootFields) found.push(tooMany('fields at the top of an operation', limits.rootFields));
  if (size.fields > limits.selections) {
    found.push(tooMany('fields with the fragments written out', limits.selections));
  }
  // What is counted next takes a step for each of those fields.
  if (found.length > 0) return found;
  const repetitions = mostRepetitions(document, fragments);
  return repetitions > limits.repetitions ? [tooMany('repetitions of one field', limits.repetitions)] : [];
}

function tooMany(what: string, most: number): GatewayError {
  return new GatewayError('OVER_LIMIT', `The document has too many ${what}: at most ${most} are possible.`);
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function countParts(document: DocumentNode): {
  readonly aliases: number;
  readonly directives: number;
  readonly fragments: Fragments;
} {
  let aliases = 0;
  let directives = 0;
  const fragments = new Map<string, FragmentDefinitionNode>();
  visit(document, {
    Field(field) {
      if (field.alias !== undefined) aliases += 1;
    },
    Directive() {
      directives += 1;
    },
    FragmentDefinition(fragment) {
      fragments.set(fragment.name.value, fragment);
    },
  });
  return { aliases, directives, fragments };
}

interface SelectionSize {
  readonly depth: number;
  /** With fragments written out. */
  readonly fields: number;
  /** Those that are not within another one. */
  readonly topFields: number;
}

const NOTHING: SelectionSize = { depth: 0, fields: 0, topFields: 0 };

/** The largest of each among the operations of a document. */
function measureOperations(document: DocumentNode, fragments: Fragments): SelectionSize {
  // Fragments may wrongly lead to themselves: while one is being measured it counts as nothing.
  const known = new Map<string, SelectionSize>();

  function measure(selectionSet: SelectionSetNode): SelectionSize {
    return selectionSet.selections.reduce((sum, selection): SelectionSize => {
      switch (selection.kind) {
        case Kind.FIELD:
          return add(sum, ofField(selection.selectionSet));
        case Kind.INLINE_FRAGMENT:
          return add(sum, measure(selection.selectionSet));
        case Kind.FRAGMENT_SPREAD:
          return add(sum, ofFragment(selection.name.value));
      }
    }, NOTHING);
  }

  function ofField(selectionSet: SelectionSetNode | undefined): SelectionSize {
    const inner = selectionSet === undefined ? NOTHING : measure(selectionSet);
    return { depth: inner.depth + 1, fields: inner.fields + 1, topFields: 1 };
  }

  function ofFragment(name: string): SelectionSize {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const size = fragment === undefined ? NOTHING : measure(fragment.selectionSet);
    known.set(name, size);
    return size;
  }

  let largest = NOTHING;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure(definition.selectionSet);
    largest = {
      depth: Math.max(largest.depth, size.depth),
      fields: Math.max(largest.fields, size.fields),
      topFields: Math.max(largest.topFields, size.topFields),
    };
  }
  return largest;
}

/** The fields of an answer by their names, with how often each is asked for. */
interface AnswerField {
  count: number;
  readonly below: Map<string, AnswerField>;
}

/**
 * How often the field of an answer is asked for that is asked for most. Validating compares each of them with each other.
 */
function mostRepetitions(document: DocumentNode, fragments: Fragments): number {
  const within = new Set<string>();
  let most = 0;

  function follow(selectionSet: SelectionSetNode, answer: Map<string, AnswerField>): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const field = answer.get(name) ?? { count: 0, below: new Map() };
        answer.set(name, field);
        field.count += 1;
        most = Math.max(most, field.count);
        if (selection.selectionSet !== undefined) follow(selection.selectionSet, field.below);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        follow(selection.selectionSet, answer);
      } else {
        followFragment(selection.name.value, answer);
      }
    }
  }

  function followFragment(name: string, answer: Map<string, AnswerField>): void {
    const fragment = fragments.get(name);
    if (fragment === undefined || within.has(name)) return;
    within.add(name);
    follow(fragment.selectionSet, answer);
    within.delete(name);
  }

  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) follow(definition.selectionSet, new Map());
  }
  return most;
}

function add(one: SelectionSize, other: SelectionSize): SelectionSize {
  return {
    depth: Math.max(one.depth, other.depth),
    fields: one.fields + other.fields,
    topFields: one.topFields + other.topFields,
  };
}
