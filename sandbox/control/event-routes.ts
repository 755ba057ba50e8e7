/**
 * /control/events: changes of mailboxes as server-sent events, for the page and for tests that wait.
 * Promises: an event per change, in order; a reader that is too slow loses its connection and not the sandbox's memory.
 */
import { Hono } from 'hono';
import type { ServerEnvironment } from '../perform.ts';
import type { World } from '../world.ts';

const keepAliveMilliseconds = 15_000;
const mostWaitingEvents = 10_000;

export function eventRoutes({ directory, exchange }: World): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.get('/events', () => {
    const encoder = new TextEncoder();
    let stop = (): void => {};
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const write = (text: string): void => controller.enqueue(encoder.encode(text));
          const unsubscribe = exchange.onEvent((event) => {
            if ((controller.desiredSize ?? 0) <= 0) return end();
            const tenant = directory.mailboxByAddress(event.mailbox)?.tenant.key ?? '';
            write(`event: message\ndata: ${JSON.stringify({ tenant, ...event })}\n\n`);
          });
          const keepAlive = setInterval(() => write(': still here\n\n'), keepAliveMilliseconds);
          stop = () => {
            unsubscribe();
            clearInterval(keepAlive);
          };
          const end = (): void => {
            stop();
            controller.close();
          };
          // Tells the reader that it is connected, before anything happens.
          write('retry: 1000\n: connected\n\n');
        },
        cancel: () => stop(),
      },
      new CountQueuingStrategy({ highWaterMark: mostWaitingEvents }),
    );
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } });
  });
  return app;
}
