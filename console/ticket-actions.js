/** @import { Ask, AvailableTransition, Backend, ChangeResult, EscalationTarget, Source, TicketDetail } from './api-types.ts' */
import { createChangeForm, ignoreSecondClick } from './change-form.js';
import { planFields, toMoveInput } from './change-plan.js';
import { ESCALATE, MOVE, TARGETS } from './documents.js';
import { element } from './element.js';
import { ApiError } from './gateway.js';
import { nameInWords } from './words.js';

/** Moves that one click too many must not make. */
const FINAL = new Set(['CLOSE', 'CANCEL', 'REJECT']);

/**
 * @typedef {object} ActionsParts
 * @property {Ask} ask
 * @property {(document: string, input: Readonly<Record<string, unknown>>) => Promise<ChangeResult>} makeChange tells
 *   everybody what became of it
 */

/**
 * The moves of a ticket as buttons: those it can make, those it cannot make now with the reason, and what its system never
 * can, folded away.
 * @param {HTMLElement} place
 * @param {ActionsParts} parts
 */
export function createTicketActions(place, { ask, makeChange }) {
  let shown = '';
  /** @type {TicketDetail | null} */
  let current = null;
  const buttons = element('div', { class: 'actions' });
  const formPlace = element('div', {});
  const never = element('details', { class: 'never' });
  place.replaceChildren(buttons, formPlace, never);

  /** @param {AvailableTransition} transition */
  function openForm(transition) {
    const fields = planFields(transition);
    const { form, focus } = createChangeForm({
      name: transition.label,
      submitLabel: transition.label,
      question: FINAL.has(transition.kind) ? 'This ends the ticket.' : '',
      fields,
      readTargets,
      async submit(values) {
        const result = await perform(transition, values);
        if (result.payload?.outcome === 'APPLIED' || result.payload?.outcome === 'REPLAYED') closeForm(transition);
        return result;
      },
      onCancel: () => closeForm(transition),
    });
    formPlace.replaceChildren(form);
    focus();
  }

  /** @param {AvailableTransition} transition */
  function closeForm({ kind }) {
    const hadFocus = formPlace.contains(document.activeElement);
    formPlace.replaceChildren();
    if (hadFocus) focusButton(kind);
  }

  /** @param {string} kind */
  function focusButton(kind) {
    /** @type {HTMLElement | null} */
    const button = buttons.querySelector(`[data-kind="${kind}"]`);
    button?.focus();
  }

  /**
   * @param {AvailableTransition} transition
   * @param {Readonly<Record<string, unknown>>} values
   */
  async function perform({ kind }, values) {
    if (current === null) throw new Error('No ticket is open.');
    const { id, version } = current;
    const document = kind === 'ESCALATE' ? ESCALATE : MOVE;
    return makeChange(document, { ticketId: id, ifVersion: version, ...toMoveInput(kind, values) });
  }

  /** @returns {Promise<readonly EscalationTarget[]>} */
  async function readTargets() {
    const backends = [current?.backend.id];
    /** @type {{ escalationTargets: { nodes: EscalationTarget[], sources: Source[] } }} */
    const { escalationTargets } = await ask(TARGETS, { backends });
    const failed = escalationTargets.sources.find(({ state }) => state !== 'OK');
    if (failed !== undefined) throw new ApiError(failed.state, failed.message ?? 'The targets cannot be read.');
    return escalationTargets.nodes;
  }

  /** @param {AvailableTransition} transition */
  function createButton(transition) {
    const { kind, label, allowed, reason, inputFields } = transition;
    const reasonId = `not-${kind.toLowerCase()}`;
    let isUnderWay = false;
    const button = element(
      'button',
      {
        type: 'button',
        'data-kind': kind,
        'aria-disabled': allowed ? null : 'true',
        'aria-describedby': allowed ? null : reasonId,
        async onclick(/** @type {MouseEvent} */ event) {
          ignoreSecondClick(event);
          if (!allowed || isUnderWay || event.defaultPrevented) return;
          if (inputFields.length > 0 || FINAL.has(kind)) return openForm(transition);
          isUnderWay = true;
          button.setAttribute('aria-disabled', 'true');
          await perform(transition, {}).finally(() => {
            isUnderWay = false;
            button.removeAttribute('aria-disabled');
          });
        },
      },
      label,
    );
    const why = allowed ? null : element('span', { id: reasonId, class: 'reason' }, reason ?? 'Not possible now.');
    return element('div', { class: 'action' }, button, why);
  }

  return {
    /**
     * @param {TicketDetail} ticket
     * @param {Backend | null} backend
     */
    show(ticket, backend) {
      const isOther = current?.id !== ticket.id;
      current = ticket;
      const next = JSON.stringify([ticket.id, ticket.availableTransitions, backend?.transitions]);
      if (shown === next) return;
      shown = next;
      const focused = buttons.contains(document.activeElement)
        ? document.activeElement?.getAttribute('data-kind')
        : null;
      const known = new Set((backend?.transitions ?? []).filter(({ supported }) => supported).map(({ kind }) => kind));
      const isPossible = (/** @type {AvailableTransition} */ { kind, allowed }) => allowed || known.has(kind);
      const possible = ticket.availableTransitions.filter(isPossible);
      buttons.replaceChildren(...possible.map(createButton));
      if (possible.length === 0)
        buttons.append(element('p', { class: 'quiet' }, 'This system has no moves for tickets.'));
      showNever(ticket.availableTransitions.filter((transition) => !isPossible(transition)));
      if (isOther) formPlace.replaceChildren();
      if (typeof focused === 'string') {
        focusButton(focused);
      }
    },
  };

  /** @param {readonly AvailableTransition[]} transitions */
  function showNever(transitions) {
    never.hidden = transitions.length === 0;
    never.replaceChildren(
      element('summary', {}, 'What this system cannot do'),
      element(
        'ul',
        {},
        ...transitions.map(({ kind, reason }) =>
          element('li', {}, `${nameInWords(kind)}: ${reason ?? 'not possible.'}`),
        ),
      ),
    );
  }
}
