import { hash } from 'node:crypto';

/** What a browser may do with an answer that is no page: nothing but read it. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': DATA_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Sources that a page may load from or speak to, besides the gateway itself. */
export interface PageSources {
  readonly scripts?: readonly string[];
  readonly frames?: readonly string[];
  readonly images?: readonly string[];
  readonly connections?: readonly string[];
  readonly styles?: readonly string[];
}

/**
 * The policy of a page: scripts run only if they stand in it as it is now, or come from the named sources. Styles may be
 * anywhere, as editors set them while they run.
 */
export function pagePolicy(page: string, sources: PageSources = {}): string {
  const { scripts = [], frames = [], images = [], connections = [], styles = [] } = sources;
  const directives: readonly (readonly string[])[] = [
    ['default-src', "'none'"],
    ['script-src', "'self'", ...scriptHashes(page), ...scripts],
    ['style-src', "'self'", "'unsafe-inline'", ...styles],
    ['img-src', "'self'", 'data:', ...images],
    ['font-src', "'self'", 'data:'],
    ['connect-src', "'self'", ...connections],
    ['worker-src', 'blob:', 'data:'],
    ['frame-src', ...(frames.length === 0 ? ["'none'"] : frames)],
    ['manifest-src', ...(frames.length === 0 ? ["'none'"] : frames)],
    ['frame-ancestors', "'none'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
  ];
  return directives.map((words) => words.join(' ')).join('; ');
}

/**
 * The policy of a page of our own: nothing comes from elsewhere, nothing stands in an attribute, and no text can become
 * markup, as the browser refuses to make it so.
 */
export function strictPagePolicy(page: string): string {
  const directives: readonly (readonly string[])[] = [
    ['default-src', "'none'"],
    ['script-src', "'self'", ...scriptHashes(page)],
    ['style-src', "'self'"],
    ['img-src', 'data:'],
    ['connect-src', "'self'"],
    ['require-trusted-types-for', "'script'"],
    ['trusted-types', "'none'"],
    ['frame-ancestors', "'none'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
  ];
  return directives.map((words) => words.join(' ')).join('; ');
}

/** The hashes of the scripts that stand in a page. */
function scriptHashes(page: string): string[] {
  const scripts = page.matchAll(/<script(?<attributes>[^>]*)>(?<text>[^]*?)<\/script>/gi);
  return [...scripts].flatMap(({ groups }) => {
    const { attributes = '', text = '' } = groups ?? {};
    return /\ssrc=/.test(attributes) ? [] : [`'sha256-${hash('sha256', text, 'base64')}'`];
  });
}
