import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

interface Step {
  readonly field: string;
  /** Which element of a list: by position, or by a value of its own. */
  readonly element: { readonly index: number } | { readonly key: string; readonly value: string } | null;
}

/** Takes a path such as `customFields[key=dc_name].value` apart. */
export function readPath(path: string): Step[] {
  const steps: Step[] = [];
  const step = /([A-Za-z]+)(?:\[(?:(\d+)|([A-Za-z]+)=([^\]]*))\])?(?:\.|$)/y;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) throw new Error(`"${path}" is no path.`);
    const [, field = '', index, key, value = ''] = match;
    const element = index === undefined ? (key === undefined ? null : { key, value }) : { index: Number(index) };
    steps.push({ field, element });
  }
  return steps;
}

/** The fields to ask for. */
export function toSelection(path: string): string {
  return readPath(path).reduceRight((inner, { field, element }) => {
    const key = element !== null && 'key' in element ? `${element.key} ` : '';
    return inner === '' ? field : `${field} { ${key}${inner} }`;
  }, '');
}

/** What stands at the path; undefined if nothing does. Model values are read in the same way as answers. */
export function readAt(value: unknown, path: string): unknown {
  let current = value;
  for (const { field, element } of readPath(path)) {
    if (typeof current !== 'object' || current === null) return undefined;
    const next = (current as Record<string, unknown>)[field];
    current = element === null || !Array.isArray(next) ? next : elementOf(next, element);
  }
  return current;
}

function elementOf(list: readonly unknown[], element: NonNullable<Step['element']>): unknown {
  if ('index' in element) return list[element.index];
  return list.find((entry) => String((entry as Record<string, unknown> | null)?.[element.key]) === element.value);
}

/** What is wrong with a path below a field of `Query`; null if it leads to a value. */
export function problemOfPath(schema: GraphQLSchema, question: string, path: string): string | null {
  const [root = ''] = question.split('(', 1);
  let type: GraphQLNamedType | undefined = getNamedType(schema.getQueryType()?.getFields()[root]?.type);
  if (type === undefined) return `the schema has no question "${root}"`;
  for (const { field, element } of readPath(path)) {
    if (!isObjectType(type) && !isInterfaceType(type)) return `"${type.name}" has no fields, so no "${field}"`;
    const next: GraphQLNamedType | undefined = getNamedType(type.getFields()[field]?.type);
    if (next === undefined) return `the schema has no field "${field}" in "${type.name}"`;
    if (element !== null && 'key' in element && !(isObjectType(next) && element.key in next.getFields()))
      return `the schema has no field "${element.key}" in "${next.name}"`;
    type = next;
  }
  return isCompositeType(type) ? `"${type.name}" is no value` : null;
}
