import type { RunningEmulator } from '../../src/emulation/emulator.ts';

const LABELS = [
  'Northern Roadside',
  'Delta Diagnostics',
  'Alpine Car Service',
  'Harbour Motors',
  'Rhine Remote Repair',
];

interface Catalogue {
  readonly providers: readonly string[];
  readonly products: readonly { readonly id: string; readonly type: string }[];
  readonly cancelReasons: readonly {
    readonly id: number;
    readonly name: string;
    readonly manually_applicable: boolean;
  }[];
}

/** The settings with which this adapter reaches its emulator. */
export function demoSettings({ url, credentials, control }: RunningEmulator): Record<string, unknown> {
  const { providers, products, cancelReasons } = control.act('readCatalogue') as Catalogue;
  const productIds = products.filter(({ type }) => type === 'base').map(({ id }) => id);
  return {
    title: 'Roadside partners',
    baseUrl: url,
    tokenUrl: `${url}/oauth2/token`,
    clientId: credentials['clientId'],
    clientSecret: credentials['clientSecret'],
    // The API documents no calls that list these: an operator writes down what the partners said.
    escalationTargets: providers.map((providerId, index) => ({ providerId, label: LABELS[index], productIds })),
    cancelReasons: cancelReasons
      .filter((reason) => reason.manually_applicable)
      .map(({ id, name }) => ({ id, label: name })),
  };
}
