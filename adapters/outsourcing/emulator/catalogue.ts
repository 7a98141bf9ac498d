import { createRandom } from '../../../src/emulation/random.ts';

export interface CancelReason {
  readonly id: number;
  readonly name: string;
  readonly manually_applicable: boolean;
  readonly customer_fault: boolean;
  readonly allows_ticket_reopening: boolean;
}

export interface Product {
  readonly id: string;
  readonly type: 'base' | 'addition';
}

/** What tickets refer to. The page knows no path for providers, products, customers and operators. */
export interface Catalogue {
  readonly providers: readonly string[];
  readonly products: readonly Product[];
  readonly operators: readonly string[];
  readonly customers: readonly { readonly id: string; readonly name: string }[];
  readonly cancelReasons: readonly CancelReason[];
  readonly makes: readonly { readonly id: number; readonly name: string }[];
  readonly models: readonly { readonly id: number; readonly make_id: number; readonly name: string }[];
}

const CUSTOMER_NAMES = [
  'Garage Vermeer',
  'Autohaus Lindner',
  'Carrosserie Dubois',
  'Taller Ortega',
  'Officina Bianchi',
  'Northgate Motors',
  'Bilverksted Haugen',
  'Serwis Kowalski',
];

const MODELS_OF_MAKES: readonly (readonly [string, readonly string[]])[] = [
  ['Volkswagen', ['Golf', 'Passat', 'Transporter']],
  ['Renault', ['Clio', 'Master', 'Megane']],
  ['Volvo', ['V60', 'XC40', 'FH16']],
  ['Toyota', ['Yaris', 'Hilux', 'Corolla']],
];

/** The customer and the operator of the seed's sample ticket. */
export const SEED_CUSTOMER = '160c0c4b-9966-4dc1-a916-8407eb10d74e';
export const SEED_OPERATOR = 'fa9de6bb-1df8-4ba6-9e6d-1172fbf7e166';

/**
 * 5 providers, 8 base and 2 other products, 6 cancel reasons of which 2 may not be set by hand (section 15). The same
 * for every seed, as an operator of the gateway has these ids in a configuration file.
 */
export function createCatalogue(): Catalogue {
  const random = createRandom(2_019);
  const uuids = (count: number): string[] => Array.from({ length: count }, () => random.uuid());
  return {
    providers: uuids(5),
    products: uuids(10).map((id, index) => ({ id, type: index < 8 ? 'base' : 'addition' })),
    operators: [SEED_OPERATOR, ...uuids(7)],
    customers: CUSTOMER_NAMES.map((name, index) => ({ id: index === 0 ? SEED_CUSTOMER : random.uuid(), name })),
    cancelReasons: [
      reason(1, 'Customer no longer needs the service', true, true),
      reason(2, 'Vehicle could not be connected', true, true),
      reason(3, 'Vehicle is not supported', true, false),
      reason(4, 'Duplicate ticket', true, false),
      reason(5, 'Customer did not respond in time', false, true),
      reason(6, 'Connection lost', false, false),
    ],
    makes: MODELS_OF_MAKES.map(([name], index) => ({ id: index + 1, name })),
    models: MODELS_OF_MAKES.flatMap(([, names], make) =>
      names.map((name, index) => ({ id: 100 * (make + 1) + index, make_id: make + 1, name })),
    ),
  };
}

function reason(id: number, name: string, byHand: boolean, customerFault: boolean): CancelReason {
  return {
    id,
    name,
    manually_applicable: byHand,
    customer_fault: customerFault,
    allows_ticket_reopening: !byHand,
  };
}
