import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Names that stand for networks, as in the addresses of proxies for requests over HTTP. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * Finds the address of a client as the server does for requests over HTTP, for requests that do not pass through it: what
 * proxies add to X-Forwarded-For is believed as far as they are trusted.
 * @param trustedProxies addresses, networks ("10.0.0.0/8" or "10.0.0.0/255.0.0.0") or names of them
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = new BlockList();
  for (const network of trustedProxies.flatMap((name) => NAMED[name] ?? [name])) addTo(trusted, network);
  const isTrusted = (address: string): boolean =>
    isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

  return ({ socket, headers }) => {
    const forwarded = headers['x-forwarded-for'];
    // Node joins several of these headers to one.
    const hops = (typeof forwarded === 'string' ? forwarded : '').split(',').map((hop) => hop.trim());
    let address = socket.remoteAddress ?? '';
    for (const hop of hops.reverse()) {
      if (hop === '' || !isTrusted(address)) break;
      address = hop;
    }
    return address;
  };
}

function addTo(list: BlockList, network: string): void {
  const [address = '', range] = network.split('/', 2);
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (range === undefined) list.addAddress(address, family);
  else list.addSubnet(address, isIP(range) === 0 ? Number(range) : bitsOf(range), family);
}

/** How many bits a netmask has, e.g. 8 for 255.0.0.0. */
function bitsOf(mask: string): number {
  return mask
    .split('.')
    .map((part) => Number(part).toString(2).replaceAll('0', '').length)
    .reduce((sum, bits) => sum + bits, 0);
}
