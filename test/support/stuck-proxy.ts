import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on this machine that can get stuck: its connections stay open, and nothing comes through any more. */
export interface StuckProxy {
  readonly port: number;
  /** The connections that there are now carry nothing any more; later ones do. */
  sticks(): void;
  close(): Promise<void>;
}

export async function startStuckProxy(targetPort: number): Promise<StuckProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ port: targetPort, host: '127.0.0.1' });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      // A test cuts connections on purpose.
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    port: address.port,
    sticks() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
