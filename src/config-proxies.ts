import { isIP } from 'node:net';
import type { SettingPath } from './config-file.ts';

/**
 * What is wrong with the addresses of proxies, which each have the right form.
 * @param proxies `server.trustedProxies`
 */
export function proxyProblems(proxies: readonly string[], place: (path: SettingPath) => string): Map<string, string> {
  return new Map(
    proxies.flatMap((proxy, index): [string, string][] =>
      isNetwork(proxy)
        ? []
        : [
            [
              place(['server', 'trustedProxies', index]),
              'is no network address; write one as 10.1.2.3, 10.0.0.0/8 or fd00::/8.',
            ],
          ],
    ),
  );
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
