import { ERROR_CODES } from '../../src/ticketing/errors.ts';
import type { Answer, TestGateway } from '../support/gateway.ts';
import type { InputPlace } from './input-places.ts';

/** Says what is wrong with how the gateway met a bad input; nothing if all is well. */
export interface Judge {
  /** Of a refusal: clear, a code of the table, and no backend was asked. @param place such as `ticket(id)` */
  readonly refusal: (answer: Answer<unknown>, place: string) => string[];
  /** Of an answer to a text that may be looked for, however odd it is: it must stay what it is, a value. */
  readonly search: (answer: Answer<unknown>, text: string) => string[];
  /** Sends each value to a place. @returns the values that were not met as they should be, with what is wrong */
  values<Value>(
    place: InputPlace,
    values: readonly Value[],
    judge: (answer: Answer<unknown>, value: Value) => string[],
    others?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly value: string; readonly faults: readonly string[] }[]>;
}

export function createJudge(gateway: TestGateway): Judge {
  const forbidden = [
    'node_modules',
    '.ts:',
    'call stack',
    ...gateway.emulators.flatMap(({ url, credentials }) => [
      new URL(url).host,
      ...Object.values(credentials).filter((value) => value.length >= 8),
    ]),
  ];

  function common({ status, errors, text }: Answer<unknown>): string[] {
    const codes = errors.map(({ extensions }) => extensions.code);
    return [
      ...(status === 200 || status === 400 ? [] : [`HTTP ${status}`]),
      ...codes.filter((code) => code === 'INTERNAL' || !(ERROR_CODES as readonly string[]).includes(code)),
      ...forbidden.filter((leak) => text.includes(leak)).map((leak) => `leaks ${leak}`),
      ...errors.filter(({ message }) => message.trim() === '').map(() => 'says nothing'),
    ];
  }

  function refusal(answer: Answer<unknown>, place: string): string[] {
    const data = Object.values(answer.data ?? {}).filter((value) => value !== null);
    const unclear = answer.errors.filter(({ path, extensions }) => {
      if (extensions.code !== 'INVALID_INPUT') return !['UNSUPPORTED', 'OVER_LIMIT'].includes(extensions.code);
      // What a resolver refuses names the argument; what GraphQL refuses names it in its message.
      return path !== undefined && !place.includes(`(${extensions.field?.split(/[.[]/)[0] ?? '?'}`);
    });
    return [
      ...common(answer),
      ...(answer.errors.length === 0 ? ['is not refused'] : []),
      ...(data.length === 0 ? [] : ['has data']),
      ...unclear.map(({ message, extensions }) => `unclear: ${message} ${JSON.stringify(extensions)}`),
      ...Object.keys(gateway.backendCalls()).map((call) => `called ${call}`),
    ];
  }

  function search(answer: Answer<unknown>, text: string): string[] {
    const unmatched = Object.keys(gateway.backendCalls()).filter((call) => call.endsWith(' unmatched'));
    const injected = gateway.emulators.flatMap(({ name, control }) =>
      control
        .requests()
        .filter(({ url, rawHeaders }) => {
          const path = url.split('?', 1)[0] ?? '';
          return /\.\.|stranger|passwd/.test(path) || rawHeaders.some((part) => text.length > 3 && part.includes(text));
        })
        .map(({ method, url }) => `${name} got ${method} ${url}`),
    );
    const states = [...answer.text.matchAll(/"state":"([A-Z_]+)"/g)].map(([, state]) => state);
    const failed = states
      .filter((state) => state !== 'OK' && state !== 'UNSUPPORTED')
      .map((state) => `source ${state}`);
    return [...common(answer), ...unmatched, ...injected, ...failed];
  }

  return {
    refusal,
    search,
    async values(place, values, judge, others) {
      const found: { value: string; faults: string[] }[] = [];
      for (const value of values) {
        gateway.reset();
        const faults = judge(await gateway.query(place.document, place.variables(value, others)), value);
        if (faults.length > 0) found.push({ value: JSON.stringify(value).slice(0, 80), faults });
      }
      return found;
    },
  };
}
