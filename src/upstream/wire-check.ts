import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { badResponse } from './http-response.ts';

/**
 * Makes a check of a wire type: the value itself if it has the shape, else an error that says where it differs.
 * The error's detail names paths and rules only, never the values: they may be personal data.
 *
 * @returns a function that throws GatewayError BACKEND_BAD_RESPONSE
 */
export function createWireCheck<Schema extends TSchema>(schema: Schema): (value: unknown) => Static<Schema> {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return value;
    const [first] = compiled.Errors(value);
    throw badResponse(`an unexpected shape at "${first?.instancePath ?? ''}": ${first?.message ?? 'unknown'}`);
  };
}
