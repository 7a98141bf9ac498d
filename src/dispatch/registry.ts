import type { BackendInstance, NativeIdKind } from '../ticketing/adapter.ts';
import { invalidInput } from '../ticketing/errors.ts';
import { isPlausibleNativeId } from '../ticketing/global-id.ts';

/** The configured backends, in the order of the configuration. */
export interface BackendRegistry {
  readonly all: readonly BackendInstance[];
  /** @throws GatewayError INVALID_INPUT if there is no backend of this id */
  get(id: string, field: string): BackendInstance;
  /**
   * The named backends, or all.
   * @throws GatewayError INVALID_INPUT if one of the ids is unknown
   */
  select(ids: readonly string[] | null | undefined, field: string): readonly BackendInstance[];
}

export function createBackendRegistry(all: readonly BackendInstance[]): BackendRegistry {
  const byId = new Map(all.map((backend) => [backend.id, backend]));
  function get(id: string, field: string): BackendInstance {
    const backend = byId.get(id);
    if (backend !== undefined) return backend;
    throw invalidInput(field, `There is no such backend; there are: ${[...byId.keys()].join(', ')}.`);
  }
  return {
    all,
    get,
    select(ids, field) {
      if (ids === null || ids === undefined) return all;
      const wanted = new Set(ids.map((id, index) => get(id, `${field}[${index}]`)));
      return all.filter((backend) => wanted.has(backend));
    },
  };
}

/**
 * Checks a native id from a client before it goes anywhere near a backend.
 * @throws GatewayError INVALID_INPUT if this backend has no ids of such a shape
 */
export function checkNativeId(backend: BackendInstance, kind: NativeIdKind, nativeId: string, field: string): void {
  if (isPlausibleNativeId(nativeId) && backend.nativeIds[kind].test(nativeId)) return;
  throw invalidInput(field, `The backend "${backend.id}" has no ids of this shape.`);
}
