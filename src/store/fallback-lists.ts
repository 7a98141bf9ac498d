import type { Lists } from './lists.ts';
import { createMemoryLists } from './memory-lists.ts';
import type { RedisLists } from './redis-lists.ts';
import type { Returning } from './redis-link.ts';
import { withFallback } from './store-unavailable.ts';

const MOST_HELD_BACK = 10_000;
const SENT_AT_ONCE = 200;

/**
 * The lists in Redis while that can be used. What this process adds it also keeps itself, bounded, and goes on with that
 * alone while Redis is away; when Redis is back it adds there what is missing, behind what others added meanwhile.
 */
export function createFallbackLists(
  shared: RedisLists,
  isUsable: () => boolean,
  clock: () => number,
): Lists & Returning {
  const own = createMemoryLists(clock);
  const heldBack = new Set<string>();

  function holdBack(list: string): void {
    heldBack.add(list);
    // A list may always be lost early.
    const [oldest] = heldBack;
    if (heldBack.size > MOST_HELD_BACK && oldest !== undefined) heldBack.delete(oldest);
  }

  async function sendOne(list: string): Promise<void> {
    const kept = own.peek(list);
    const keepMs = (kept?.endsAt ?? 0) - clock();
    if (kept === undefined || keepMs <= 0) return;
    await shared.addAll(list, kept.texts, { most: kept.most, keepMs });
  }

  async function send(most: number): Promise<void> {
    const lists = [...heldBack].slice(0, most);
    for (const list of lists) heldBack.delete(list);
    try {
      await Promise.all(lists.map(sendOne));
    } catch (error) {
      for (const list of lists) holdBack(list);
      throw error;
    }
  }

  return {
    async add(list, text, bounds) {
      await own.add(list, text, bounds);
      await withFallback(
        isUsable(),
        () => shared.add(list, text, bounds),
        async () => holdBack(list),
      );
    },
    read: (list) =>
      withFallback(
        isUsable(),
        () => shared.read(list),
        () => own.read(list),
      ),
    async catchUp(isNewLife) {
      if (isNewLife) for (const list of own.names()) holdBack(list);
      while (heldBack.size > SENT_AT_ONCE) await send(SENT_AT_ONCE);
      await send(heldBack.size);
    },
    sendRest: () => send(heldBack.size),
  };
}
