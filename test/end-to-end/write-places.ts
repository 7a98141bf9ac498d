import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/** A place in the input of a mutation where a client puts a single value. */
export interface WritePlace {
  /** Such as `createTicket(fields.contact.email)`; what stands in a list has `[]` behind it. */
  readonly name: string;
  readonly mutation: string;
  /** Name of the value's type, e.g. `String`. */
  readonly type: string;
  /** Keys from the input down to the value; 0 where the way leads into a list. */
  readonly path: readonly Key[];
  /** A valid input with this value in the place, and with whatever must be given beside it. The input stays as it is. */
  put(input: unknown, value: unknown): unknown;
}

type Key = string | 0;

/** Every place in every mutation's input. */
export function writePlaces(schema: GraphQLSchema): WritePlace[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) => {
    const [input, ...others] = field.args;
    if (input === undefined || others.length > 0) throw new Error(`${field.name} does not take one input.`);
    return leaves(input.type, []).map(({ path, type }) => ({
      name: `${field.name}(${path.join('.').replaceAll('.0', '[]')})`,
      mutation: field.name,
      type,
      path,
      put: (given, value) => putAt(input.type, given, path, value),
    }));
  });
}

function leaves(
  type: GraphQLInputType,
  path: readonly Key[],
): { readonly path: readonly Key[]; readonly type: string }[] {
  const here: readonly Key[] = isListType(getNullableType(type)) ? [...path, 0] : path;
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [{ path: here, type: named.name }];
  return Object.values(named.getFields()).flatMap((field) => leaves(field.type, [...here, field.name]));
}

function putAt(type: GraphQLInputType, given: unknown, [key, ...rest]: readonly Key[], value: unknown): unknown {
  if (key === undefined) return putInside(given, value);
  if (key === 0) return [putAt(getNamedType(type), Array.isArray(given) ? given[0] : undefined, rest, value)];
  const object = getNamedType(type) as GraphQLInputObjectType;
  const before = isRow(given) ? given : {};
  const field = object.getFields()[key];
  if (field === undefined) throw new Error(`${object.name} has no field "${key}".`);
  const own = { [key]: putAt(field.type, before[key], rest, value) };
  return object.isOneOf ? own : { ...requiredFields(object), ...before, ...own };
}

/** JSON of a client may hold its texts further inside: then it is the texts in there that change. */
function putInside(given: unknown, value: unknown): unknown {
  if (!isRow(given)) return value;
  return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, putInside(inner, value)]));
}

/** Something for each field that must be given. */
function requiredFields(object: GraphQLInputObjectType): Record<string, unknown> {
  const fields = Object.values(object.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const named = getNamedType(type);
      const sample = isInputObjectType(named) ? requiredFields(named) : 'sample';
      return [name, isListType(getNullableType(type)) ? [sample] : sample];
    }),
  );
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
