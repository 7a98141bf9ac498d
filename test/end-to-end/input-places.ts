import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/** A place in the arguments of a query where a client puts a single value. */
export interface InputPlace {
  /** Such as `tickets(filter.createdAt.from)`. */
  readonly name: string;
  readonly isList: boolean;
  /** The possible values if it is an enum. */
  readonly choices: readonly string[];
  readonly document: string;
  /** Variables with this value in the place; where a list is wanted, as its only entry. */
  variables(value: unknown, others?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** Variables with this whole list in the place. */
  listVariables(values: readonly unknown[]): Record<string, unknown>;
}

type AnyField = GraphQLField<unknown, unknown>;

/** Every place of every argument of every field of Query. @param samples valid values for arguments that must be given */
export function inputPlaces(schema: GraphQLSchema, samples: Readonly<Record<string, unknown>>): InputPlace[] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  return fields.flatMap((field) =>
    field.args.flatMap((argument) =>
      leaves(argument.type, []).map(({ path, type }) => toPlace(field, argument, path, type, samples)),
    ),
  );
}

/** Fields with arguments below Query, such as `Ticket.interactionLogs`. */
export function nestedFieldsWithArguments(schema: GraphQLSchema): string[] {
  const isRoot = (name: string): boolean =>
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((type) => type?.name === name);
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__') && !isRoot(name))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ args }) => args.length > 0)
        .map(({ name }) => `${type.name}.${name}`),
    );
}

interface Leaf {
  readonly path: readonly string[];
  readonly type: GraphQLInputType;
}

function leaves(type: GraphQLInputType, path: readonly string[]): Leaf[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [{ path, type }];
  return Object.values(named.getFields()).flatMap((field) => leaves(field.type, [...path, field.name]));
}

function toPlace(
  field: AnyField,
  argument: GraphQLArgument,
  path: readonly string[],
  type: GraphQLInputType,
  samples: Readonly<Record<string, unknown>>,
): InputPlace {
  const named = getNamedType(type);
  const isList = isListType(getNullableType(type));
  const at = (value: unknown): Record<string, unknown> => ({
    ...sampleArguments(field, samples),
    [argument.name]: path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
  });
  return {
    name: `${field.name}(${[argument.name, ...path].join('.')})`,
    isList,
    choices: isEnumType(named) ? named.getValues().map(({ name }) => name) : [],
    document: toDocument(field),
    variables: (value, others) => ({ ...at(isList ? [value] : value), ...others }),
    listVariables: (values) => at(values),
  };
}

function sampleArguments(field: AnyField, samples: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const required = field.args.filter(isRequiredArgument);
  return Object.fromEntries(
    required.map(({ name }) => {
      if (!(name in samples)) throw new Error(`There is no valid value for the argument "${name}" of ${field.name}.`);
      return [name, samples[name]];
    }),
  );
}

/** A query of one field whose arguments are all variables of their own name; it tells how each backend fared. */
function toDocument(field: AnyField): string {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const type = getNamedType(field.type);
  const hasSources = isObjectType(type) && 'sources' in type.getFields();
  const selection = hasSources ? ' { sources { state } }' : isCompositeType(type) ? ' { __typename }' : '';
  return `query (${declared}) { ${field.name}(${given})${selection} }`;
}
