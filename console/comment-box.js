/** @import { Backend, ChangeResult, LogEntry } from './api-types.ts' */
import { createChangeForm } from './change-form.js';
import { COMMENT, LOG_INTERACTION } from './documents.js';
import { element } from './element.js';

/**
 * Where an agent writes to a ticket: a comment, or a record of a contact in systems that have only those.
 * @param {HTMLElement} place
 * @param {object} parts
 * @param {string} parts.ticketId
 * @param {Backend} parts.backend
 * @param {(document: string, input: Readonly<Record<string, unknown>>) => Promise<ChangeResult>} parts.makeChange
 * @param {(entry: LogEntry) => void} parts.onEntry
 */
export function createCommentBox(place, { ticketId, backend, makeChange, onEntry }) {
  const commenting = backend.capabilities.find(({ operation }) => operation === 'addComment');
  const logging = backend.capabilities.find(({ operation }) => operation === 'logInteraction');
  const isComment = commenting?.supported === true;
  if (!isComment && logging?.supported !== true) {
    const reason = commenting?.reason ?? 'It has no call for it.';
    place.replaceChildren(element('p', { class: 'quiet' }, `Nothing can be written to this ticket. ${reason}`));
    return;
  }
  const label = isComment ? 'Comment' : 'What was said and done';
  const { form, clear } = createChangeForm({
    name: isComment ? 'Add a comment' : 'Record a contact',
    submitLabel: isComment ? 'Add comment' : 'Record contact',
    question: '',
    fields: [{ name: 'text', label, isRequired: true, kind: 'LONG_TEXT' }],
    readTargets: async () => [],
    async submit(values) {
      const result = await makeChange(isComment ? COMMENT : LOG_INTERACTION, { ticketId, ...values });
      const { payload } = result;
      if (payload?.outcome === 'APPLIED' || payload?.outcome === 'REPLAYED') {
        clear();
        if (payload.interactionLog !== undefined && payload.interactionLog !== null) onEntry(payload.interactionLog);
      }
      return result;
    },
    onCancel: null,
  });
  place.replaceChildren(form);
}
