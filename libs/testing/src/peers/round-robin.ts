import { createServer, request as sendRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A plain reverse proxy on loopback that sends each request to the next of its targets, whoever it comes from. */
export class RoundRobin {
  private targets: readonly URL[] = [];
  private turn = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RoundRobin> {
    const server = createServer();
    const self = new RoundRobin(server);
    server.on('request', (incoming, answer) => {
      const target = self.targets[self.turn++ % self.targets.length]!;
      const { method, url: path, headers } = incoming;
      const onward = sendRequest({ host: target.hostname, port: target.port, method, path, headers }, (response) => {
        answer.writeHead(response.statusCode!, response.rawHeaders);
        response.pipe(answer);
      });
      onward.on('error', () => answer.writeHead(502).end());
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Origins; the first is asked next. */
  sendTo(...origins: readonly string[]): void {
    this.targets = origins.map((origin) => new URL(origin));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
