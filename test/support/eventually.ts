const LOOK_EVERY_MS = 10;
const GIVE_UP_AFTER_MS = 10_000;

/** Waits until it is so. @throws Error after 10 seconds, with what was waited for */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`It did not come to this: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
