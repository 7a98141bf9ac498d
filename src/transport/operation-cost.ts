import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_PAGE_SIZE, MOST_PAGE_SIZE } from '../dispatch/paging.ts';

/** How many entries a list is taken to have that says nothing about its length. */
export const ASSUMED_LENGTH = 10;

/** One operation as it is asked for. */
export interface AskedOperation {
  readonly document: DocumentNode;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Null where the document has only one operation. */
  readonly operationName: string | null;
}

/**
 * How many objects the answer to an operation may hold: pages and lists of ids are as long as they are asked for, other
 * lists have `ASSUMED_LENGTH`. A walk of its own: with graphql-query-complexity a field's arguments multiply everything
 * below it, also what stands once beside the rows of a page.
 * @returns null for what cannot be executed anyway: no such operation, or variables of another type
 */
export function requestedCost(schema: GraphQLSchema, asked: AskedOperation): number | null {
  const operation = getOperationAST(asked.document, asked.operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return null;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables);
  if (coerced === undefined) return null;
  const walk: Walk = { schema, variables: coerced, fragments: fragmentsOf(asked.document), within: new Set() };
  return costOfSelections(walk, operation.selectionSet, root, null);
}

/** How many objects an answer holds. */
export function actualCost(data: unknown): number {
  const open: unknown[] = [data];
  let objects = -1;
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) open.push(item);
    } else if (Object.getPrototypeOf(value) === null) {
      // What graphql-js puts together has no prototype; what has one is the inside of a JSON value.
      objects += 1;
      for (const name in value) open.push((value as Record<string, unknown>)[name]);
    }
  }
  // The outermost object is nobody's field.
  return Math.max(0, objects);
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly variables: Record<string, unknown>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Names of the fragments that the walk is in. */
  readonly within: Set<string>;
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** @param pageSize how long the lists `nodes` and `edges` of this type are; null if it is no page */
function costOfSelections(
  walk: Walk,
  { selections }: SelectionSetNode,
  type: GraphQLCompositeType,
  pageSize: number | null,
): number {
  let cost = 0;
  for (const selection of selections) {
    if (!isIncluded(walk, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      cost += costOfField(walk, selection, type, pageSize);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = selection.typeCondition ? typeOf(walk, selection.typeCondition.name.value) : type;
      if (inner !== undefined) cost += costOfSelections(walk, selection.selectionSet, inner, pageSize);
    } else {
      cost += costOfFragment(walk, selection.name.value, pageSize);
    }
  }
  return cost;
}

function costOfFragment(walk: Walk, name: string, pageSize: number | null): number {
  const fragment = walk.fragments.get(name);
  const type = fragment && typeOf(walk, fragment.typeCondition.name.value);
  if (fragment === undefined || type === undefined || walk.within.has(name)) return 0;
  walk.within.add(name);
  const cost = costOfSelections(walk, fragment.selectionSet, type, pageSize);
  walk.within.delete(name);
  return cost;
}

function costOfField(walk: Walk, node: FieldNode, parent: GraphQLCompositeType, pageSize: number | null): number {
  const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
  const field = fields[node.name.value];
  const type = field && getNamedType(field.type);
  if (field === undefined || node.selectionSet === undefined || !isCompositeType(type)) return 0;
  const given = argumentsOf(walk, field, node);
  const inner = costOfSelections(walk, node.selectionSet, type, pageSizeOf(field, given));
  return lengthOf(field, given, pageSize) * (1 + inner);
}

function lengthOf(
  { name, type }: GraphQLField<unknown, unknown>,
  given: Readonly<Record<string, unknown>>,
  pageSize: number | null,
): number {
  if (!isList(type)) return 1;
  if (pageSize !== null && (name === 'nodes' || name === 'edges')) return pageSize;
  const { ids } = given;
  return Array.isArray(ids) ? ids.length : ASSUMED_LENGTH;
}

function pageSizeOf(
  { args }: GraphQLField<unknown, unknown>,
  { first, last }: Readonly<Record<string, unknown>>,
): number | null {
  if (!args.some(({ name }) => name === 'first')) return null;
  const size = last ?? first ?? DEFAULT_PAGE_SIZE;
  // Any other size is refused by the field itself.
  return Math.min(Math.max(Number(size), 1), MOST_PAGE_SIZE);
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** Arguments that cannot be read are told when the field is executed. */
function argumentsOf(walk: Walk, field: GraphQLField<unknown, unknown>, node: FieldNode): Record<string, unknown> {
  try {
    return getArgumentValues(field, node, walk.variables);
  } catch {
    return {};
  }
}

function isIncluded({ variables }: Walk, selection: SelectionNode): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  try {
    if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
  } catch {
    // A condition that cannot be read is refused when the document is validated.
    return true;
  }
}

function typeOf({ schema }: Walk, name: string): GraphQLCompositeType | undefined {
  const type = schema.getType(name);
  return isCompositeType(type) ? type : undefined;
}
