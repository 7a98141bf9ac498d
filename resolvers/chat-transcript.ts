import { ask, operationOf, valueOf } from '../src/dispatch/ask.ts';
import type { GatewayContext } from '../src/dispatch/gateway-context.ts';
import { checkNativeId } from '../src/dispatch/registry.ts';
import type { ChatTranscriptView } from '../src/dispatch/views.ts';
import type { Resolvers } from '../src/generated/schema-types.ts';
import type { BackendInstance } from '../src/ticketing/adapter.ts';
import { decodeGlobalIdOf, encodeGlobalId } from '../src/ticketing/global-id.ts';

export const chatTranscript: Resolvers = {
  Query: {
    chatTranscript: (_root, { id }, context) => {
      const { backend, nativeId } = decodeGlobalIdOf('ChatTranscript', id, 'id');
      return readChatTranscript(context, context.registry.get(backend, 'id'), nativeId, 'id');
    },
    chatTranscriptByNativeId: (_root, { backend, nativeId }, context) =>
      readChatTranscript(context, context.registry.get(backend, 'backend'), nativeId, 'nativeId'),
  },
  ChatTranscript: {
    id: ({ backend, nativeId }) => encodeGlobalId({ type: 'ChatTranscript', backend: backend.id, nativeId }),
  },
};

/** A conversation; null if its backend knows none of this id. @param field path of the argument, for errors */
export async function readChatTranscript(
  context: GatewayContext,
  backend: BackendInstance,
  nativeId: string,
  field: string,
): Promise<ChatTranscriptView | null> {
  const read = operationOf(backend, 'getChatTranscript');
  checkNativeId(backend, 'ChatTranscript', nativeId, field);
  const lookup = valueOf(await ask(context.asker, backend, (call) => read(nativeId, call)));
  if (lookup.state === 'failed') throw lookup.error.ofBackend(backend.id);
  return lookup.state === 'found' ? { ...lookup.value, backend } : null;
}
