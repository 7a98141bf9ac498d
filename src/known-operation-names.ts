import { GraphQLError, Kind, parse } from 'graphql';

/** More names would make more series than a monitoring should hold. */
const MOST_NAMES = 1_000;

/** The names of the operations in documents that are known beforehand: these may be shown. */
export function operationNamesIn(documents: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const document of documents) {
    for (const name of namesIn(document)) {
      if (names.size < MOST_NAMES) names.add(name);
    }
  }
  return [...names];
}

function namesIn(document: string): string[] {
  try {
    return parse(document, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name !== undefined ? [definition.name.value] : [],
    );
  } catch (error) {
    // Whoever asks for a document that is none is told so then.
    if (error instanceof GraphQLError) return [];
    throw error;
  }
}
