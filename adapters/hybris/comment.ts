import type { Principal } from '../../src/ticketing/adapter.ts';
import type { InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { isUnsupported, unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import type {
  AddCommentInput,
  LogInteractionInput,
  LogResult,
  UserError,
  Write,
  WriteCall,
} from '../../src/ticketing/write.ts';
import { createdNotBefore } from './created.ts';
import { checkTarget, checkText } from './input-checks.ts';
import { COMMENT_INPUTS, inWordsOfCaller } from './input-errors.ts';
import { toTranscriptEntries } from './mapping-interactions.ts';
import { toText } from './mapping-values.ts';
import { isSameText } from './mapping-writes.ts';
import { readOwnTicket } from './own-ticket.ts';
import { findSingle } from './second-look.ts';
import { createSiblingClient } from './sibling-client.ts';
import type { HybrisMessageOwner, HybrisTicket } from './wire.ts';
import type { WriteParts } from './write-parts.ts';

/** The mashup has no call for comments; the configuration says what becomes of them. */
export function createAddComment(
  parts: WriteParts,
  logInteraction: Supported<Write<LogInteractionInput, LogResult>>,
): Supported<Write<AddCommentInput, LogResult>> {
  const { comments, siblingBaseUrl } = parts.settings;
  if (comments === 'off')
    return unsupported('This backend has no call for comments, and the configuration ("comments") names no other way.');
  if (comments === 'interactionLog')
    return isUnsupported(logInteraction) ? logInteraction : toCommentWrite(logInteraction);
  if (siblingBaseUrl === undefined)
    return unsupported('Comments go to the agents’ mashup, whose address ("siblingBaseUrl") is not configured.');
  return createConversations(parts, siblingBaseUrl);
}

/** A comment is an interaction of this moment. */
function toCommentWrite(log: Write<LogInteractionInput, LogResult>): Write<AddCommentInput, LogResult> {
  const { reconcile } = log;
  const toInput = ({ ticketId, text }: AddCommentInput): LogInteractionInput => ({ ticketId, text });
  return {
    check: (input) => log.check(toInput(input)),
    apply: (input, call) => log.apply(toInput(input), call),
    reconcile: isUnsupported(reconcile) ? reconcile : (input, call) => reconcile(toInput(input), call),
  };
}

/** Comments as public messages in the ticket's transcript. */
function createConversations(parts: WriteParts, siblingBaseUrl: string): Write<AddCommentInput, LogResult> {
  const { credentials, facts, settings, kit } = parts;
  const sibling = createSiblingClient(siblingBaseUrl, settings, credentials, kit);

  return {
    check: (input): UserError[] => [...checkTarget(input), ...checkText('text', input.text)],

    async apply({ ticketId, text }, call) {
      const [before, own] = await Promise.all([readOwnTicket(parts, ticketId, call), credentials.ownCustomerId(call)]);
      const owner = facts.audience === 'agent' ? toAgent(call.principal) : toCustomer(before, own);
      const message = { description: text, visibility: 'PUBLIC', owner } as const;
      await sibling.createConversation(ticketId, message, call).catch((thrown: unknown) => {
        throw inWordsOfCaller(thrown, COMMENT_INPUTS);
      });
      const entry = (await findEntries(ticketId, text, call).catch(() => [])).at(-1) ?? null;
      return { entry, warnings: entry === null ? ['The comment was made but could not be read again.'] : [] };
    },

    reconcile: ({ ticketId, text }, call) =>
      findSingle(
        async () =>
          (await findEntries(ticketId, text, call)).map((entry) => ({
            entry,
            warnings: ['The backend did not answer; the comment was found by its time and text.'],
          })),
        call,
      ),
  };

  async function findEntries(ticketId: string, text: string, call: WriteCall): Promise<InteractionLog[]> {
    const ticket = await readOwnTicket(parts, ticketId, call);
    return toTranscriptEntries(ticket, facts.audience).filter(
      ({ text: written, createdAt }) => isSameText(written, text) && createdNotBefore(createdAt, call.startedAt),
    );
  }
}

/** ASSUMPTION: whoever writes is told by the names that the ticket has for its customer (README). */
function toCustomer(ticket: HybrisTicket, own: string | null): HybrisMessageOwner {
  const ownerId = own ?? toText(ticket.customerId);
  const email = toText(ticket.customerEmail);
  const names = [ticket.customerFirstName, ticket.customerLastName].map(toText).filter((name) => name !== null);
  return {
    ...(ownerId === null ? {} : { ownerId }),
    ...(email === null ? {} : { email }),
    ...(names.length === 0 ? {} : { displayName: names.join(' ') }),
    isCustomer: true,
  };
}

/** ASSUMPTION: agents are known by their e-mail address (README). */
function toAgent({ agentEmail }: Principal): HybrisMessageOwner {
  return agentEmail === null ? { isCustomer: false } : { ownerId: agentEmail, email: agentEmail, isCustomer: false };
}
