import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import { startDemo, type Demo } from '../../src/demo.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { describeWithBrowser, openConsole, type ConsolePage } from '../support/console-page.ts';
import { collectingLog } from '../support/gateway.ts';

jest.setTimeout(120_000);

const QUICKLY = { pollMs: 200, longestPollMs: 1_000 };
/** Nothing here measures time: a slow machine gets its time. */
const PATIENCE = { timeout: 30_000 };

let demo: Demo;
let gateway: Gateway;
let console_: ConsolePage | undefined;
let port = 0;

/** Puts a gateway in front of the same backends, at the same address as the one before. */
async function startGateway(identity: Partial<Demo['configuration']['identity']> = {}): Promise<void> {
  const { configuration } = demo;
  const backends = configuration.backends.map((backend) => ({
    ...backend,
    settings: { ...backend.settings, ...QUICKLY },
  }));
  gateway = await createGateway(
    { ...configuration, identity: { ...configuration.identity, ...identity }, backends },
    collectingLog([]),
    { shownCallers: demo.callers },
  );
  const url = await gateway.http.app.listen({ host: '127.0.0.1', port });
  port = Number(new URL(url).port);
}

function emulator(name: string): RunningEmulator {
  const found = demo.emulators.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`There is no emulator "${name}".`);
  return found;
}

/** Opens the console on the tickets of one backend, and waits until it is watched. */
async function open(backend: string): Promise<Page> {
  console_ = await openConsole(`http://127.0.0.1:${port}`, { hash: `#backend=${backend}` });
  const { page } = console_;
  await page.locator(`[data-backend="${backend}"]`, { hasText: 'Live' }).waitFor(PATIENCE);
  await page.locator('#queue-rows li').first().waitFor(PATIENCE);
  return page;
}

/** Makes a ticket behind the gateway's back. @returns its id in the backend */
function addTicket(fields: Readonly<Record<string, unknown>>): string {
  return (emulator('hybris').control.act('addTicket', fields) as { readonly id: string }).id;
}

describeWithBrowser('the console', () => {
  beforeEach(async () => {
    demo = await startDemo({ port: 0, tickets: 20 });
    await startGateway();
  });

  afterEach(async () => {
    await console_?.close();
    console_ = undefined;
    await gateway.stop();
    await demo.stop();
  });

  test('shows a change that was made behind the gateway’s back, and leaves the focus where it is', async () => {
    const page = await open('hybris');
    const rows = page.locator('#queue-rows li');
    await rows.nth(1).locator('a').focus();
    const focused = await page.evaluate('document.activeElement.parentElement.dataset.ticket');
    const id = addTicket({ shortDescription: 'The lamp does not light up' });
    const row = page.locator('#queue-rows li', { hasText: 'The lamp does not light up' });
    await row.waitFor(PATIENCE);
    expect(await row.locator('.status').textContent()).toBe('Open');
    expect(await page.evaluate('document.activeElement.parentElement.dataset.ticket')).toBe(focused);
    await row.locator('a').focus();
    emulator('hybris').control.act('changeTicket', { id, status: 'IN_PROCESS' });
    await row.locator('.status', { hasText: 'In Process' }).waitFor(PATIENCE);
    // Its time of creation says where it stands: first.
    expect(await rows.first().textContent()).toContain('The lamp does not light up');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('In Process');
    await page.locator('#announcements', { hasText: 'In Process' }).waitFor({ ...PATIENCE, state: 'attached' });
    expect(await console_?.isSamePage()).toBe(true);
    expect(console_?.complaints).toEqual([]);
  });

  test('survives a restart of the gateway, and shows what happened meanwhile', async () => {
    const page = await open('hybris');
    const id = addTicket({ shortDescription: 'Known before the restart' });
    const row = page.locator('#queue-rows li', { hasText: 'Known before the restart' });
    await row.click();
    await page.locator('#ticket-facts', { hasText: 'Open' }).waitFor(PATIENCE);
    await gateway.stop();
    await page.locator('#connection[data-state="RECONNECTING"]').waitFor(PATIENCE);
    emulator('hybris').control.act('changeTicket', { id, status: 'IN_PROCESS' });
    addTicket({ shortDescription: 'Made during the restart' });
    await startGateway();
    await page.locator('#connection[data-state="CONNECTED"]').waitFor(PATIENCE);
    await row.locator('.status', { hasText: 'In Process' }).waitFor(PATIENCE);
    await page.locator('#ticket-facts .status', { hasText: 'In Process' }).waitFor(PATIENCE);
    await page.locator('#queue-rows li', { hasText: 'Made during the restart' }).waitFor(PATIENCE);
    // And it is watched again.
    addTicket({ shortDescription: 'Made after the restart' });
    await page.locator('#queue-rows li', { hasText: 'Made after the restart' }).waitFor(PATIENCE);
    expect(await console_?.isSamePage()).toBe(true);
    expect(console_?.complaints).toEqual([]);
  });

  test('shows that a backend is out of order, and that it is back', async () => {
    console_ = await openConsole(`http://127.0.0.1:${port}`);
    const { page } = console_;
    const chip = page.locator('[data-backend="hybris"]');
    await chip.filter({ hasText: 'Live' }).waitFor(PATIENCE);
    await page.locator('#queue-rows li').first().waitFor(PATIENCE);
    expect(await page.locator('#alarm').isVisible()).toBe(false);
    emulator('hybris').control.addFault({ kind: 'status', status: 503 });
    await chip.filter({ hasText: 'Out of order' }).waitFor(PATIENCE);
    await page.locator('#alarm', { hasText: 'Online shop' }).waitFor(PATIENCE);
    // The rows of all others can still be read.
    await page.locator('#queue-again').click();
    await page.locator('#queue[aria-busy="false"]').waitFor(PATIENCE);
    expect(await page.locator('#queue-rows li').count()).toBe(25);
    emulator('hybris').control.clearFaults();
    await chip.filter({ hasText: 'Live' }).waitFor(PATIENCE);
    await page.locator('#alarm').waitFor({ ...PATIENCE, state: 'hidden' });
    expect(console_.complaints).toEqual([]);
  });

  test('makes a move once, however often its button is pressed, and shows what came of it', async () => {
    const page = await open('hybris');
    const id = addTicket({ shortDescription: 'To be confirmed' });
    const row = page.locator('#queue-rows li', { hasText: 'To be confirmed' });
    await row.click();
    const { control } = emulator('hybris');
    control.reset();
    await page.locator('#ticket-actions [data-kind="CONFIRM"]').dblclick(PATIENCE);
    await page.locator('#ticket-notice', { hasText: 'Done.' }).waitFor(PATIENCE);
    await row.locator('.status', { hasText: 'Confirmed' }).waitFor(PATIENCE);
    await page.locator('#ticket-facts .status', { hasText: 'Confirmed' }).waitFor(PATIENCE);
    expect(changesOf(control.requests(), id)).toHaveLength(1);
    // What it cannot do now has its reason beside it, and does nothing.
    const confirm = page.locator('#ticket-actions [data-kind="CONFIRM"][aria-disabled="true"]');
    await confirm.waitFor(PATIENCE);
    expect(await page.locator('#not-confirm').textContent()).toMatch(/Not possible in the state/);
    await confirm.click({ force: true });
    expect(changesOf(control.requests(), id)).toHaveLength(1);
    expect(console_?.complaints).toEqual([]);
  });

  test('asks before a move that ends the ticket', async () => {
    const page = await open('hybris');
    const id = addTicket({ shortDescription: 'Not to be closed by accident' });
    await page.locator('#queue-rows li', { hasText: 'Not to be closed by accident' }).click();
    const { control } = emulator('hybris');
    control.reset();
    await page.locator('#ticket-actions [data-kind="CLOSE"]').click(PATIENCE);
    await page.locator('.change-form', { hasText: 'This ends the ticket.' }).waitFor(PATIENCE);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#ticket-actions .change-form').waitFor({ ...PATIENCE, state: 'detached' });
    expect(await page.evaluate('document.activeElement.dataset.kind')).toBe('CLOSE');
    expect(changesOf(control.requests(), id)).toEqual([]);
  });

  test('says what is not known, and what to look for', async () => {
    const page = await open('hybris');
    addTicket({ shortDescription: 'With an open end' });
    await page.locator('#queue-rows li', { hasText: 'With an open end' }).click();
    const confirm = page.locator('#ticket-actions [data-kind="CONFIRM"]');
    await confirm.waitFor(PATIENCE);
    const { control } = emulator('hybris');
    // The change is sent and gets no answer, and the ticket looks as if it might still come.
    control.addFault({ kind: 'reset', at: 'start', method: 'PUT' });
    await confirm.click();
    await page.locator('#ticket-notice', { hasText: 'cannot do it twice' }).waitFor(PATIENCE);
    expect(await page.locator('#ticket-notice').textContent()).toMatch(/^It is not known whether this was done\. \w/);
    // Once more: nothing is sent again.
    await confirm.click();
    await page.locator('#ticket-actions [data-kind="CONFIRM"]:not([aria-disabled])').waitFor(PATIENCE);
    expect(control.requests().filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  test('shows a refusal at the field that it is about', async () => {
    const page = await open('hybris');
    await page.locator('#queue-rows li').first().click();
    await page.getByRole('button', { name: 'Record contact' }).click(PATIENCE);
    const field = page.locator('#ticket-comment textarea');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#ticket-comment .field-error').first().textContent()).toBe(
      'Give what was said and done.',
    );
    expect(await page.evaluate('document.activeElement.name')).toBe('text');
    await field.fill('Called back; <b>all is well</b>.');
    await page.getByRole('button', { name: 'Record contact' }).click();
    const entry = page.locator('#ticket-log .entry', { hasText: 'Called back; <b>all is well</b>.' });
    await entry.first().waitFor(PATIENCE);
    expect(await field.inputValue()).toBe('');
    expect(console_?.complaints).toEqual([]);
  });

  test('shows hostile text as text', async () => {
    const page = await open('hybris');
    const title = '<img src=x onerror="globalThis.broken=true"><script>globalThis.broken=true</script>';
    addTicket({ shortDescription: title });
    const row = page.locator('#queue-rows li', { hasText: '<img src=x' });
    await row.waitFor(PATIENCE);
    expect(await row.locator('.row-title').textContent()).toBe(title);
    await row.click();
    await page.locator('#ticket-title', { hasText: '<img src=x' }).waitFor(PATIENCE);
    expect(await page.locator('#ticket-title').textContent()).toBe(title);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.evaluate('globalThis.broken')).toBeUndefined();
    expect(console_?.complaints).toEqual([]);
  });

  test('asks who somebody is, and keeps the token for this tab alone', async () => {
    await gateway.stop();
    await startGateway({ anonymous: 'NONE' as never });
    console_ = await openConsole(`http://127.0.0.1:${port}`);
    const { page } = console_;
    await page.locator('#sign-in[open]').waitFor(PATIENCE);
    await page.locator('#sign-in-token').fill('no token at all');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('#sign-in-problem', { hasText: 'neither a token' }).waitFor(PATIENCE);
    await page.getByRole('button', { name: 'Sign in as the demo’s agent' }).click(PATIENCE);
    await page.locator('#queue-rows li').first().waitFor(PATIENCE);
    await page.locator('#viewer', { hasText: 'demo-agent' }).waitFor(PATIENCE);
    await page.locator('#connection[data-state="CONNECTED"]').waitFor(PATIENCE);
    expect(await page.evaluate('[localStorage.length, document.cookie, sessionStorage.length]')).toEqual([0, '', 1]);
    expect(page.url()).not.toContain('Bearer');
  });

  test('fits a narrow window', async () => {
    const page = await open('hybris');
    await page.setViewportSize({ width: 400, height: 800 });
    await page.locator('#queue-rows a').first().click();
    await page.locator('#ticket-title').waitFor(PATIENCE);
    expect(await page.locator('#queue').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await page.locator('#ticket-close').click();
    expect(await page.locator('#queue').isVisible()).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
  });
});

/** The requests that change this ticket. */
function changesOf(
  requests: readonly { readonly method: string; readonly url: string }[],
  id: string,
): readonly unknown[] {
  return requests.filter(({ method, url }) => ['PUT', 'POST', 'PATCH'].includes(method) && url.includes(id));
}
