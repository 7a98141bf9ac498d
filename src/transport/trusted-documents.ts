import { hash } from 'node:crypto';
import { GatewayError, invalidInput } from '../ticketing/errors.ts';
import type { ErrorLog } from './error-format.ts';

/** What a request says of its document, whatever way it came. */
export interface DocumentRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** `off` answers documents that are not known beforehand, `log` also notes them, `enforce` refuses them. */
export type DocumentMode = 'off' | 'log' | 'enforce';

/** Documents that are known beforehand. */
export interface TrustedDocuments {
  /**
   * Finds out which document a request means.
   * @returns its text; null if the request names none, which is no matter of this list
   * @throws GatewayError NOT_FOUND for an unknown id, FORBIDDEN for an unknown document if only known ones are answered
   */
  resolve(request: DocumentRequest): string | null;
}

/**
 * @param documents by id, or null if none are known
 * @param log is told of unknown documents by their hash alone
 */
export function createTrustedDocuments(
  documents: ReadonlyMap<string, string> | null,
  mode: DocumentMode,
  log: ErrorLog,
): TrustedDocuments {
  const texts = new Set(documents?.values());

  function find(id: string): string {
    if (documents === null) throw invalidInput('documentId', 'This gateway knows no documents by id: send a query.');
    const known = documents.get(id);
    if (known === undefined) {
      throw new GatewayError('NOT_FOUND', 'There is no document of this id.', { field: 'documentId' });
    }
    return known;
  }

  function judge(query: string): string {
    if (mode === 'off' || texts.has(query)) return query;
    if (mode === 'enforce') {
      throw new GatewayError('FORBIDDEN', 'Only documents that are known beforehand are answered: send a documentId.');
    }
    log.warn({ sha256: hash('sha256', query) }, 'A document is not in the manifest.');
    return query;
  }

  return {
    resolve({ query, documentId, extensions }) {
      if (documentId !== undefined && documentId !== null) {
        if (typeof documentId !== 'string') throw invalidInput('documentId', 'The documentId must be a text.');
        const known = find(documentId);
        if (query === undefined || query === null || query === known) return known;
        throw invalidInput('query', 'Send either a query or a documentId, not both.');
      }
      if (typeof query === 'string' && query !== '') return judge(query);
      // Clients of Apollo name the documents of their manifest in this way.
      return documents?.get(persistedHashOf(extensions) ?? '') ?? null;
    },
  };
}

/** The hash by which a request names its document in the protocol of persisted queries; null if it does not. */
export function persistedHashOf(extensions: unknown): string | null {
  const { persistedQuery } = (isGroup(extensions) ? extensions : {}) as { persistedQuery?: unknown };
  const { sha256Hash } = (isGroup(persistedQuery) ? persistedQuery : {}) as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? sha256Hash : null;
}

/**
 * Reads a manifest: that of Apollo's tools, or a JSON object of documents by id.
 * @throws Error whose message says what is wrong with it
 */
export function readManifest(text: string): Map<string, string> {
  const manifest = parseJson(text);
  if (!isGroup(manifest)) throw new Error('it must be a JSON object.');
  if (manifest['format'] === undefined) return toDocuments(Object.entries(manifest));
  const { format, version, operations } = manifest;
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations)) {
    throw new Error('it must have the format "apollo-persisted-query-manifest", version 1, with a list "operations".');
  }
  return toDocuments(operations.map((operation) => (isGroup(operation) ? [operation['id'], operation['body']] : [])));
}

function toDocuments(entries: readonly (readonly unknown[])[]): Map<string, string> {
  return new Map(
    entries.map(([id, body], index) => {
      if (typeof id === 'string' && id !== '' && typeof body === 'string' && body !== '') return [id, body];
      throw new Error(`entry ${index + 1} must have an id and a document, both texts.`);
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is no JSON.');
  }
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
