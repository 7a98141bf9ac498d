import type { TransitionRules } from '../../src/ticketing/transition.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { HybrisClient } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import type { MappingFacts } from './mapping.ts';
import type { HybrisSettings } from './settings.ts';

/** What the writes are made of. */
export interface WriteParts {
  readonly client: HybrisClient;
  readonly credentials: HybrisCredentials;
  readonly transitions: TransitionRules;
  readonly facts: MappingFacts;
  readonly settings: HybrisSettings;
  readonly kit: AdapterKit;
}
