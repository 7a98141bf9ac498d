import { DateTimeResolver, JSONResolver, NonNegativeIntResolver } from 'graphql-scalars';

export const scalars = {
  DateTime: DateTimeResolver,
  JSON: JSONResolver,
  NonNegativeInt: NonNegativeIntResolver,
};
