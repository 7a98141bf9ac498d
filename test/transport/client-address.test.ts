import { describe, expect, test } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import Fastify from 'fastify';
import { createClientAddress } from '../../src/transport/client-address.ts';

type Case = readonly [string, readonly string[], string, string | undefined, string];

const cases: readonly Case[] = [
  // What it shows, the trusted proxies, the peer, X-Forwarded-For, the address.
  ['nobody is believed by default', [], '10.0.0.1', '203.0.113.7', '10.0.0.1'],
  ['a proxy is believed', ['10.0.0.1'], '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['a network of proxies is', ['10.0.0.0/8'], '10.9.8.7', '203.0.113.7', '203.0.113.7'],
  ['also by its mask', ['10.0.0.0/255.0.0.0'], '10.9.8.7', '203.0.113.7', '203.0.113.7'],
  ['also by its name', ['loopback'], '127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['a stranger is not believed', ['10.0.0.1'], '10.0.0.2', '203.0.113.7', '10.0.0.2'],
  ['what a client wrote itself is not', ['10.0.0.1'], '10.0.0.1', '198.51.100.9, 203.0.113.7', '203.0.113.7'],
  [
    'a chain of proxies is, as far as it goes',
    ['10.0.0.0/8'],
    '10.0.0.1',
    '198.51.100.9, 203.0.113.7, 10.0.0.2',
    '203.0.113.7',
  ],
  ['with proxies alone, the first of them', ['10.0.0.0/8'], '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['an address of IPv4 in IPv6 is the same', ['10.0.0.0/8'], '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['IPv6 is known', ['fd00::/8'], 'fd12::1', '2001:db8::7', '2001:db8::7'],
  ['without the header the peer', ['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
];

describe('the address of a client', () => {
  test.each(cases)('%s', (_name, proxies, peer, forwarded, expected) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const request = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
    expect(createClientAddress(proxies)(request)).toBe(expected);
  });

  test.each(cases)('is what the server finds over HTTP: %s', async (_name, proxies, peer, forwarded, expected) => {
    const app = Fastify({ trustProxy: proxies.length === 0 ? false : [...proxies] });
    app.get('/', (request, reply) => reply.send(request.ip));
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const { body } = await app.inject({ url: '/', remoteAddress: peer, headers });
    expect(body).toBe(expected);
    await app.close();
  });
});
