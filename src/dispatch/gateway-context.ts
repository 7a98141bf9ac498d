import type { Asker } from './ask.ts';
import type { Catalogs } from './catalogs.ts';
import type { CursorSeal } from './cursor.ts';
import { createLoaders, type Loaders, type OwnKnowledge } from './loaders.ts';
import type { BackendRegistry } from './registry.ts';
import type { Scans } from './scan.ts';

/** What all requests share. */
export interface GatewayParts extends OwnKnowledge {
  readonly registry: BackendRegistry;
  readonly catalogs: Catalogs;
  readonly scans: Scans;
  readonly seal: CursorSeal;
}

/** What resolvers see: what all requests share, who asks, and what this request has read so far. */
export interface GatewayContext extends GatewayParts {
  readonly asker: Asker;
  readonly loaders: Loaders;
}

/** A context for one operation. */
export function createGatewayContext<Parts extends GatewayParts>(parts: Parts, asker: Asker): Parts & GatewayContext {
  return { ...parts, asker, loaders: createLoaders(asker, parts) };
}
