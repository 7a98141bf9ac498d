import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { createBoundedCache } from '../store/bounded-cache.ts';

type PersistedQueries = NonNullable<ApolloServerOptions<BaseContext>['persistedQueries']>;

/** How long a document is kept that nobody asks for, in milliseconds. */
const KEEP_MS = 24 * 3_600_000;

/**
 * Documents that clients register by their hash. Each instance keeps its own: a client that another one knows sends the
 * document once more.
 * @param most how many are kept; null if clients may not register any
 */
export function createAutomaticDocuments(most: number | null): PersistedQueries {
  if (most === null) return false;
  const documents = createBoundedCache<string>({ clock: Date.now, mostWeight: most });
  return {
    cache: {
      async get(key) {
        const document = documents.get(key);
        // Used again: it stays as long again.
        if (document !== undefined) documents.set(key, document, KEEP_MS);
        return document;
      },
      async set(key, document) {
        documents.set(key, document, KEEP_MS);
      },
      async delete(key) {
        documents.delete(key);
      },
    },
  };
}
