import { afterEach } from '@jest/globals';
import { Type } from 'typebox';
import type { Backend, BackendInstance } from '../../src/ticketing/adapter.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import type { AdapterKit, OpenHttpOptions } from '../../src/upstream/adapter-kit.ts';
import type { BackendHttp, BackendRequest } from '../../src/upstream/backend-http.ts';
import { connectAdapter } from '../support/connect-adapter.ts';

export interface PlainBackend {
  readonly http: BackendHttp;
  readonly kit: AdapterKit;
  readonly backend: BackendInstance;
}

const connected: BackendInstance[] = [];

afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

/** Connects an adapter without any operation, as the gateway connects each of them, and gives its HTTP. */
export function connectPlain(
  baseUrl: string,
  settings: Readonly<Record<string, unknown>> = {},
  overrides: Partial<OpenHttpOptions> & { readonly clock?: () => number } = {},
): PlainBackend {
  const { clock, ...httpOptions } = overrides;
  let parts: { readonly http: BackendHttp; readonly kit: AdapterKit } | undefined;
  const definition = defineAdapter({
    kind: 'plain',
    title: 'Plain',
    settings: Type.Object({}),
    connect(_settings, kit) {
      const http = kit.openHttp({
        baseUrl,
        readProblem: (response) => (response.status < 400 ? null : {}),
        ...httpOptions,
      });
      parts = { http, kit };
      return {} as Backend;
    },
  });
  const backend = connectAdapter(definition, settings, clock === undefined ? {} : { clock });
  connected.push(backend);
  if (parts === undefined) throw new Error('The adapter was not connected.');
  return { ...parts, backend };
}

export function get(path: string, overrides: Partial<BackendRequest> = {}): BackendRequest {
  return { operation: 'read', method: 'GET', path, ...overrides };
}

export function post(path: string, json: unknown, overrides: Partial<BackendRequest> = {}): BackendRequest {
  return { operation: 'write', method: 'POST', path, json, ...overrides };
}
