import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/** A place in the input of a mutation where a client puts a single value. */
export interface WritePlace {
  /** Such as `createTicket(fields.contact.email)`; what stands in a list has `[]` behind it. */
  readonly name: string;
  readonly mutation: string;
  /** Keys from the input down to the value; 0 where the way leads into a list. */
  readonly path: readonly (string | 0)[];
  /** Name of the value's type, e.g. `String`. */
  readonly type: string;
}

/** Every place in every mutation's input. */
export function writePlaces(schema: GraphQLSchema): WritePlace[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) => {
    const input = field.args.find(({ name }) => name === 'input');
    if (input === undefined || field.args.length > 1) throw new Error(`${field.name} does not take one input.`);
    return leaves(input.type, []).map(({ path, type }) => ({
      name: `${field.name}(${path.join('.').replaceAll('.0', '[]')})`,
      mutation: field.name,
      path,
      type,
    }));
  });
}

interface Leaf {
  readonly path: readonly (string | 0)[];
  readonly type: string;
}

function leaves(type: GraphQLInputType, path: readonly (string | 0)[]): Leaf[] {
  const here = isListType(getNullableType(type)) ? ([...path, 0] as const) : path;
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [{ path: here, type: named.name }];
  return Object.values(named.getFields()).flatMap((field) => leaves(field.type, [...here, field.name]));
}

/**
 * An input with a value at a place. Of an input of which exactly one field may be given, that one is kept.
 * @param input a valid input; it stays as it is
 */
export function withValueAt(input: unknown, path: readonly (string | 0)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return withinText(input, value);
  if (key === 0) return [withValueAt(Array.isArray(input) ? input[0] : undefined, rest, value)];
  const given = (typeof input === 'object' && input !== null ? input : {}) as Readonly<Record<string, unknown>>;
  const inner = withValueAt(given[key], rest, value);
  return key === 'transition' ? { transition: inner, ...withoutKey(given, key) } : { ...given, [key]: inner };
}

/** JSON of a client may hold its texts further inside: then it is the text in there that changes. */
function withinText(given: unknown, value: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return value;
  return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, withinText(inner, value)]));
}

function withoutKey(given: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name !== key));
}
