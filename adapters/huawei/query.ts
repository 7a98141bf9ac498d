/** Parameters of a query, in the order they are sent; a name may be repeated. */
export type Query = readonly (readonly [name: string, value: string])[];
