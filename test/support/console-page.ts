import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The console in a browser of its own. */
export interface ConsolePage {
  readonly page: Page;
  /** What the page or the browser complained of: mistakes in scripts, and whatever the page's policy refused. */
  readonly complaints: readonly string[];
  /** True as long as the page that was opened is the one that is there. */
  readonly isSamePage: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Opens the console of the gateway in a new browser, and waits for its list. */
export async function openConsole(gatewayUrl: string, options: { readonly hash?: string } = {}): Promise<ConsolePage> {
  if (!isInstalled) throw new Error('Chromium is not installed.');
  const profile = mkdtempSync(join(tmpdir(), 'ticket-gateway-console-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    viewport: { width: 1280, height: 900 },
  });
  async function close(): Promise<void> {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // A gateway that is away is part of some tests, and the browser notes it.
      if (message.type() === 'error' && !/net::ERR|WebSocket connection|Failed to load resource/.test(message.text())) {
        complaints.push(message.text());
      }
    });
    await page.goto(`${gatewayUrl}/console${options.hash ?? ''}`);
    await page.evaluate('globalThis.firstPage = true');
    return { page, complaints, isSamePage: async () => (await page.evaluate('globalThis.firstPage')) === true, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const isInstalled = existsSync(CHROMIUM);
const { skip } = describe;

/** `describe` for tests that need a browser. Where none is installed they are left out, with a loud line; in CI they fail. */
export const describeWithBrowser = chooseDescribe();

function chooseDescribe(): typeof describe | typeof skip {
  if (isInstalled || process.env['CI'] !== undefined) return describe;
  process.stderr.write('\nNOT TESTED: Chromium is not installed, so tests that need a browser are left out.\n\n');
  return skip;
}
