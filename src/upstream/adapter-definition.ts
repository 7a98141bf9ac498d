import type { Static, TObject, TProperties } from 'typebox';
import type { Backend } from '../ticketing/adapter.ts';
import type { AdapterKit } from './adapter-kit.ts';
import type { CommonSettings } from './settings.ts';

/** One kind of backend: what its configuration looks like and how it is connected. */
export interface AdapterDefinition<Properties extends TProperties = TProperties> {
  /** As written in the configuration: `kind: crm`. */
  readonly kind: string;
  /** Name for people, where the configuration gives none. */
  readonly title: string;
  /** The settings of this kind, beside the common ones. */
  readonly settings: TObject<Properties>;
  /** Settings that may be left out in general, but not beside these. */
  readonly needed?: (settings: Readonly<Record<string, unknown>>) => readonly string[];
  /** Makes the backend. Pure but for what comes through the kit; makes no call. */
  connect(settings: Static<TObject<Properties>> & CommonSettings, kit: AdapterKit): Backend;
}

/** Helps the compiler to infer the settings; gives its argument back. */
export function defineAdapter<Properties extends TProperties>(
  definition: AdapterDefinition<Properties>,
): AdapterDefinition<Properties> {
  return definition;
}
