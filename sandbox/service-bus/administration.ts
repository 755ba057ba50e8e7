/**
 * The HTTP side that the SDKs' administration clients read: ATOM entries of queues and their counts. Read only.
 * A queue that is missing is answered as the service does it: 200 with an empty feed, which both SDKs turn into "not found".
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { boundPort } from './bound-port.ts';
import { emptyFeed, queueEntry, queueFeed } from './queue-description.ts';
import type { QueueRegistry } from './queue-registry.ts';

export class Administration {
  readonly #queues: QueueRegistry;
  readonly #server: Server;

  constructor(queues: QueueRegistry) {
    this.#queues = queues;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async listen(port: number): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    return await boundPort(this.#server, port);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const isRead = request.method === 'GET';
    response.writeHead(isRead ? 200 : 405, { 'content-type': 'application/atom+xml;type=entry;charset=utf-8' });
    response.end(isRead ? this.#read(request.url ?? '/') : readOnly);
  }

  #read(url: string): string {
    const path = new URL(url, 'http://localhost').pathname.slice(1);
    if (path.toLowerCase() === '$resources/queues') return queueFeed(this.#queues.all());
    const address = this.#queues.resolve(path);
    return address.kind === 'queue' ? queueEntry(address.queue) : emptyFeed;
  }
}

const readOnly =
  '<Error><Code>405</Code><Detail>The sandbox broker is read only; its queues are given when it starts.</Detail></Error>';
