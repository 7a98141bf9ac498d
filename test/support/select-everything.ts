import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/**
 * A selection of every field of a type and of everything that it leads to. Types lead to each other in circles: where one
 * is met again on the way down, only its plain values are asked for.
 */
export function selectEverything(schema: GraphQLSchema, type: GraphQLNamedType, above: readonly string[] = []): string {
  if (isLeafType(type)) return '';
  if (isAbstractType(type)) {
    const members = schema
      .getPossibleTypes(type)
      .map((member) => `... on ${member.name} ${selectEverything(schema, member, above)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!isObjectType(type)) throw new Error(`${type.name} is no type of an answer.`);
  const isMetAgain = above.includes(type.name);
  const selections = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument))
      throw new Error(`${type.name}.${field.name} cannot be asked without more.`);
    const inner = getNamedType(field.type);
    if (isMetAgain && !isLeafType(inner)) return [];
    return [`${field.name} ${selectEverything(schema, inner, [...above, type.name])}`];
  });
  return `{ __typename ${selections.join(' ')} }`;
}

/** The object types that an answer to a query can hold. */
export function typesOfAnswers(schema: GraphQLSchema): GraphQLObjectType[] {
  const found = new Set<GraphQLObjectType>();
  function follow(type: GraphQLNamedType): void {
    if (isAbstractType(type)) for (const member of schema.getPossibleTypes(type)) follow(member);
    if (!isObjectType(type) || found.has(type)) return;
    found.add(type);
    for (const field of Object.values(type.getFields())) follow(getNamedType(field.type));
  }
  const query = schema.getQueryType();
  if (query === undefined || query === null) throw new Error('The schema has no queries.');
  follow(query);
  return [...found];
}
