import { findInCatalog } from '../src/dispatch/catalog-list.ts';
import { checkList } from '../src/dispatch/filter-input.ts';
import type { GatewayContext } from '../src/dispatch/gateway-context.ts';
import { checkNativeId } from '../src/dispatch/registry.ts';
import type { Resolvers } from '../src/generated/schema-types.ts';
import type { BackendInstance } from '../src/ticketing/adapter.ts';
import { invalidInput } from '../src/ticketing/errors.ts';
import { decodeGlobalId, type GlobalIdType } from '../src/ticketing/global-id.ts';
import type { StatusReference } from '../src/ticketing/status.ts';
import type { TicketTypeReference } from '../src/ticketing/ticket.ts';
import { isUnsupported } from '../src/ticketing/unsupported.ts';
import { readChatTranscript } from './chat-transcript.ts';

export const node: Resolvers = {
  Query: {
    node: (_root, { id }, context) => prepareNode(id, 'id', context)(),
    nodes: (_root, { ids }, context) => {
      checkList(ids, 'ids');
      // All ids are checked before the first is read: a malformed one must cost no backend call.
      const reads = ids.map((id, index) => prepareNode(id, `ids[${index}]`, context));
      return reads.map((read) => read());
    },
  },
  Node: {
    // Synchronous: the type is known from the id.
    __resolveType: (value) => (value as unknown as TypedNode).__typename,
  },
};

type NodeType = Exclude<GlobalIdType, 'InteractionLog' | 'Attachment'>;

/** Something found by its global id, with its type beside it. */
type TypedNode = { readonly __typename: NodeType } & Record<string, unknown>;

/** Checks an id. @returns a function that reads what it names; null if there is no such thing */
function prepareNode(id: string, field: string, context: GatewayContext): () => Promise<never> {
  const { type, backend: backendId, nativeId } = decodeGlobalId(id, field);
  const backend = context.registry.get(backendId, field);
  if (type === 'InteractionLog') {
    throw invalidInput(field, 'Interaction log entries cannot be read by their id; read them through their ticket.');
  }
  if (type === 'Attachment') {
    throw invalidInput(
      field,
      'Files cannot be read by their id here; GET /attachments/ with the id gives their content.',
    );
  }
  if (type === 'Ticket' || type === 'ChatTranscript') checkNativeId(backend, type, nativeId, field);
  return async () => {
    const value = await readNode(type, backend, nativeId, context);
    return (value === null ? null : ({ ...value, __typename: type } as TypedNode)) as never;
  };
}

async function readNode(
  type: NodeType,
  backend: BackendInstance,
  nativeId: string,
  context: GatewayContext,
): Promise<object | null> {
  switch (type) {
    case 'Ticket':
      return context.loaders.ticket.load({ backend, nativeId });
    case 'ChatTranscript':
      return readChatTranscript(context, backend, nativeId, 'id');
    case 'TicketType':
      return { ...(await readTicketType(backend, nativeId, context)), backend };
    case 'Status':
      return { ...(await readStatus(backend, nativeId, context)), backend };
    case 'EscalationTarget':
      return withBackend(
        backend,
        await findInCatalog(context, backend, 'listEscalationTargets', (target) => target.nativeId === nativeId),
      );
  }
}

/** A ticket may have a type that the catalog lacks: then its id is all that is known of it. */
async function readTicketType(
  backend: BackendInstance,
  code: string,
  context: GatewayContext,
): Promise<TicketTypeReference> {
  const { listTicketTypes } = backend.operations;
  const entry = isUnsupported(listTicketTypes)
    ? null
    : await findInCatalog(context, backend, 'listTicketTypes', (definition) => definition.code === code);
  return entry ?? { code, label: null, group: null };
}

/** A ticket may have a status that the catalog lacks: then its id is all that is known of it. */
async function readStatus(backend: BackendInstance, code: string, context: GatewayContext): Promise<StatusReference> {
  const { listStatuses } = backend.operations;
  const entry = isUnsupported(listStatuses)
    ? null
    : await findInCatalog(context, backend, 'listStatuses', (definition) => definition.code === code);
  return entry ?? { category: 'UNKNOWN', code, label: null };
}

function withBackend<Entry extends object>(
  backend: BackendInstance,
  entry: Entry | null,
): (Entry & { backend: BackendInstance }) | null {
  return entry === null ? null : { ...entry, backend };
}
