/** @import { Credentials } from './api-types.ts' */
import { readCredentials } from './credentials.js';
import { byId, element } from './element.js';

/**
 * The dialog in which somebody says who they are.
 * @param {string} tokensUrl where a demo shows its tokens; other gateways have nothing there
 * @param {(credentials: Credentials) => void} onChosen
 */
export function createSignIn(tokensUrl, onChosen) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('sign-in'));
  const field = /** @type {HTMLTextAreaElement} */ (byId('sign-in-token'));
  const problem = byId('sign-in-problem');
  const callers = byId('sign-in-callers');

  /** @param {Credentials} credentials */
  function choose(credentials) {
    field.value = '';
    dialog.close();
    onChosen(credentials);
  }

  byId('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const credentials = readCredentials(field.value);
    tell(credentials === null ? 'This is neither a token nor headers as JSON.' : '');
    if (credentials !== null) choose(credentials);
  });
  byId('sign-in-cancel').addEventListener('click', () => dialog.close());

  /** @param {string} text */
  function tell(text) {
    problem.textContent = text;
    problem.hidden = text === '';
    field.setAttribute('aria-invalid', String(text !== ''));
  }

  return {
    /** @param {string} reason why it is asked for; empty if somebody wanted it */
    async open(reason) {
      // It may be asked for by several at once: what somebody was told of their answer stays.
      if (!dialog.open || problem.hidden) tell(reason);
      if (!dialog.open) dialog.showModal();
      const shown = await readDemoCallers(tokensUrl);
      callers.replaceChildren(
        ...shown.map(({ name, token }) =>
          element(
            'button',
            { type: 'button', onclick: () => choose({ authorization: `Bearer ${token}` }) },
            `Sign in as the demo’s ${name}`,
          ),
        ),
      );
    },
  };
}

/**
 * @param {string} url
 * @returns {Promise<readonly { readonly name: string, readonly token: string }[]>} none where this is no demo
 */
async function readDemoCallers(url) {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    return response.ok ? await response.json() : [];
  } catch {
    // The gateway is away, which the page says elsewhere.
    return [];
  }
}
