const WAIT_MS = 300;
const MOST = 3;

/**
 * Says things aloud through an element that screen readers listen to: what comes at once is said together.
 * @param {HTMLElement} region
 * @returns {(message: string) => void}
 */
export function createAnnouncer(region) {
  /** @type {string[]} */
  let waiting = [];
  return (message) => {
    waiting.push(message);
    if (waiting.length > 1) return;
    setTimeout(() => {
      const rest = waiting.length - MOST;
      region.textContent = [...waiting.slice(0, MOST), ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ');
      waiting = [];
    }, WAIT_MS);
  };
}
