import type { TicketTypeDefinition } from '../../src/ticketing/status.ts';
import type { TicketTypeReference } from '../../src/ticketing/ticket.ts';
import { toText } from './mapping-values.ts';
import type { HuaweiCase, HuaweiProblemType } from './wire.ts';

/** Words for `case_type`, in which ticket types are grouped. */
const CASE_TYPES: Readonly<Record<string, string>> = { '0': 'Consulting', '5': 'Fault' };

/** Problem types by their name: tickets name their type by words alone. Null: several types have this name. */
export type TypeIndex = ReadonlyMap<string, TicketTypeDefinition | null>;

/** The ticket types: problem types, each once, in the order of the answers. */
export function toTicketTypes(problemTypes: readonly HuaweiProblemType[]): TicketTypeDefinition[] {
  const types = new Map<string, TicketTypeDefinition>();
  for (const wire of problemTypes) {
    const code = String(wire.business_type_id);
    if (types.has(code)) continue;
    const caseType = toText(wire.case_type);
    types.set(code, {
      code,
      label: toText(wire.business_type_name) ?? code,
      description: null,
      group: caseType === null ? null : (CASE_TYPES[caseType] ?? caseType),
      isActive: true,
    });
  }
  return [...types.values()];
}

/** The types by name; a name that several types have tells none of them. */
export function toTypeIndex(types: readonly TicketTypeDefinition[]): TypeIndex {
  const index = new Map<string, TicketTypeDefinition | null>();
  for (const type of types) index.set(type.label, index.has(type.label) ? null : type);
  return index;
}

/**
 * The type of a ticket.
 * @param types finds its id; without them the code stays null
 */
export function toType(wire: HuaweiCase, types: TypeIndex | undefined): TicketTypeReference | null {
  const label = toText(wire.business_type_name);
  if (label === null) return null;
  const type = types?.get(label) ?? null;
  return { code: type?.code ?? null, label, group: toText(wire.incident_type_name) ?? type?.group ?? null };
}
