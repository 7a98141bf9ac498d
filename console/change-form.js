/** @import { ChangeResult, EscalationTarget, PlannedField } from './api-types.ts' */
import { errorsByField, readFields } from './change-plan.js';
import { element } from './element.js';
import { ApiError } from './gateway.js';

/**
 * @typedef {object} ChangeFormOptions
 * @property {string} name what the form is for; also the beginning of its elements' ids
 * @property {string} submitLabel
 * @property {string} question what is asked before; empty if nothing is
 * @property {readonly PlannedField[]} fields
 * @property {() => Promise<readonly EscalationTarget[]>} readTargets
 * @property {(values: Readonly<Record<string, unknown>>) => Promise<ChangeResult>} submit
 * @property {(() => void) | null} onCancel null if the form always stays
 */

/**
 * A form for the inputs of a change. Refusals stand at the field that they are about.
 * @param {ChangeFormOptions} options
 */
export function createChangeForm({ name, submitLabel, question, fields, readTargets, submit, onCancel }) {
  const parts = fields.map((field) => createField(name, field, readTargets));
  const general = element('p', { class: 'field-error', role: 'alert', hidden: true });
  const button = element('button', { type: 'submit', class: 'primary', onclick: ignoreSecondClick }, submitLabel);
  const cancel = onCancel === null ? null : element('button', { type: 'button', onclick: onCancel }, 'Cancel');
  const form = element(
    'form',
    { class: 'change-form', 'aria-label': name, novalidate: true, onsubmit: (event) => void send(event) },
    question === '' ? null : element('p', {}, question),
    ...parts.map(({ whole }) => whole),
    general,
    element('div', { class: 'form-buttons' }, button, cancel),
  );
  let isSending = false;

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    if (isSending) return;
    const values = readFields(fields, (field) => parts.find((part) => part.name === field)?.control.value ?? '');
    const missing = fields.filter((field) => field.isRequired && values[field.name] === undefined);
    showErrors(new Map(missing.map((field) => [field.name, `Give ${field.label.toLowerCase()}.`])));
    if (missing.length > 0) return;
    isSending = true;
    // It keeps the focus, which a disabled button would lose.
    button.setAttribute('aria-disabled', 'true');
    try {
      const { payload } = await submit(values);
      if (payload?.outcome === 'REJECTED') showErrors(errorsByField(payload.userErrors, fields));
    } finally {
      isSending = false;
      button.removeAttribute('aria-disabled');
    }
  }

  /** @param {ReadonlyMap<string, string>} errors by field; under `''` those of the whole */
  function showErrors(errors) {
    for (const part of parts) part.showError(errors.get(part.name) ?? '');
    const words = errors.get('') ?? '';
    general.textContent = words;
    general.hidden = words === '';
    parts.find((part) => errors.has(part.name))?.control.focus();
  }

  return {
    form,
    focus: () => (parts[0]?.control ?? button).focus(),
    clear: () => form.reset(),
  };
}

/**
 * The second click of two may come when the first has been answered and another button stands there.
 * @param {MouseEvent} event
 */
export function ignoreSecondClick(event) {
  if (event.detail > 1) event.preventDefault();
}

/**
 * @param {string} form
 * @param {PlannedField} field
 * @param {() => Promise<readonly EscalationTarget[]>} readTargets
 */
function createField(form, field, readTargets) {
  const id = `${form}-${field.name}`.toLowerCase().replaceAll(/[^a-z-]+/g, '-');
  const attributes = {
    id,
    name: field.name,
    'aria-describedby': `${id}-error`,
    'aria-required': String(field.isRequired),
  };
  const control = createControl(field, attributes, readTargets);
  const error = element('p', { id: `${id}-error`, class: 'field-error', hidden: true });
  const words = field.kind === 'LIST' ? `${field.label}, separated by commas` : field.label;
  return {
    name: field.name,
    control,
    whole: element(
      'div',
      { class: 'field' },
      element('label', { for: id }, field.isRequired ? words : `${words} (optional)`),
      control,
      error,
    ),
    /** @param {string} message */
    showError(message) {
      error.textContent = message;
      error.hidden = message === '';
      control.setAttribute('aria-invalid', String(message !== ''));
    },
  };
}

/**
 * @param {PlannedField} field
 * @param {Readonly<Record<string, string>>} attributes
 * @param {() => Promise<readonly EscalationTarget[]>} readTargets
 * @returns {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
function createControl({ kind }, attributes, readTargets) {
  switch (kind) {
    case 'LONG_TEXT':
      return element('textarea', { ...attributes, rows: 3 });
    case 'BOOLEAN':
      return element(
        'select',
        attributes,
        element('option', { value: '' }, 'As agreed'),
        element('option', { value: 'true' }, 'Yes'),
        element('option', { value: 'false' }, 'No'),
      );
    case 'TARGET':
      return createTargetSelect(attributes, readTargets);
    default:
      return element('input', { ...attributes, autocomplete: 'off' });
  }
}

/**
 * @param {Readonly<Record<string, string>>} attributes
 * @param {() => Promise<readonly EscalationTarget[]>} readTargets
 */
function createTargetSelect(attributes, readTargets) {
  const select = element('select', attributes, element('option', { value: '' }, 'Reading…'));
  void showTargets(select, readTargets);
  return select;
}

/**
 * @param {HTMLSelectElement} select
 * @param {() => Promise<readonly EscalationTarget[]>} readTargets
 */
async function showTargets(select, readTargets) {
  try {
    const options = (await readTargets()).map(({ nativeId, label, productIds }) => {
      const products = productIds.length === 0 ? '' : ` (products: ${productIds.join(', ')})`;
      return element('option', { value: nativeId }, `${label}${products}`);
    });
    select.replaceChildren(element('option', { value: '' }, 'Choose'), ...options);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    select.replaceChildren(element('option', { value: '' }, `The targets cannot be read. ${error.message}`));
  }
}
