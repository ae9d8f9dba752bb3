import { createServer, type AddressInfo } from 'node:net';

/** A port that nobody listens on now, below the ephemeral ones that outgoing connections take. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port between 20000 and 32000.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => server.close(() => resolve((server.address() as AddressInfo | null) === null)));
    server.listen(port, '127.0.0.1');
  });
}
