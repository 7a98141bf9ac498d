import type { RunningEmulator } from '../../../src/emulation/emulator.ts';

/** Why a documented field is no field of an answer. */
export type ExcuseKind =
  | 'input of a write'
  | 'answer of a write'
  | 'transport'
  | 'error handling'
  | 'connection data'
  | 'look-up data'
  | 'not exposed';

/** Documented fields that are meant to surface nowhere. */
export interface Excuse {
  readonly kind: ExcuseKind;
  /** What they are for instead. */
  readonly reason: string;
  /** `Model.field`, or `Model.*` for a whole model. */
  readonly fields: readonly string[];
}

/** Where the gateway shows a value of the backend. */
export interface Place {
  /**
   * Path below the question: `customer.id`, `relations[0].foreignId`, `customFields[key=dc_name].value`. An element of a
   * list is chosen by its position or by one of its own values.
   */
  readonly at: string;
  readonly shows: unknown;
}

/** A question whose answer holds what was put into the backend. */
export interface Played {
  /** A field of `Query` with its arguments, e.g. `ticketByNativeId(backend: "b", nativeId: "1")`. */
  readonly question: string;
  /** By `Model.field`. */
  readonly places: Readonly<Record<string, Place | readonly Place[]>>;
}

export interface Scene {
  readonly name: string;
  /** Puts values that occur nowhere else into the backend. */
  readonly play: (emulator: RunningEmulator) => Played;
}

/** Everything that the documentation of a kind of backend names, and what becomes of it. */
export interface Coverage {
  readonly kind: string;
  /** Names of the fields of each documented model, in the documentation's order. */
  readonly models: Readonly<Record<string, readonly string[]>>;
  readonly excuses: readonly Excuse[];
  readonly scenes: readonly Scene[];
}

/** A value and its place. */
export function at(path: string, shows: unknown): Place {
  return { at: path, shows };
}

/** A value under the backend's own name. */
export function custom(key: string, shows: unknown): Place {
  return at(`customFields[key=${key}].value`, shows);
}

/** The question for one ticket. */
export function ticketOf(backend: string, nativeId: string): string {
  return `ticketByNativeId(backend: ${JSON.stringify(backend)}, nativeId: ${JSON.stringify(nativeId)})`;
}

/** Replaces the answer of a route: for values that nobody can put into the emulated backend. */
export function answerWith({ control }: RunningEmulator, route: string, body: unknown): void {
  control.addFault({ kind: 'status', status: 200, route, body });
}

/** `Model.field` for each field of the models. */
export function allFields({ models }: Coverage): string[] {
  return Object.entries(models).flatMap(([model, fields]) => fields.map((field) => `${model}.${field}`));
}

/** The fields that are excused, whole models spelt out. */
export function excusedFields({ models, excuses }: Coverage): string[] {
  return excuses.flatMap(({ fields }) =>
    fields.flatMap((field) => {
      if (!field.endsWith('.*')) return [field];
      const model = field.slice(0, -2);
      return (models[model] ?? [`nothing in ${model}`]).map((name) => `${model}.${name}`);
    }),
  );
}
