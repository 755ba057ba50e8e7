/**
 * The host's HTTP side: the routes of HTTP-triggered functions, and the admin routes Core Tools serves too.
 * Loopback only. Function keys are not asked for, as Core Tools does not. A function that throws answers 500 without a
 * body. Refuses to start on a port that is taken.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AdminRoutes } from './admin-routes.ts';
import { fromHttpResponse, type HttpAnswer, toHttpInput } from './http-shape.ts';
import type { Invoker } from './invocation.ts';
import type { Listener } from './listener.ts';
import { StartRefusal } from './start-refusal.ts';
import type { HttpTrigger } from './triggers.ts';

export interface HttpServerOptions {
  /** 0 asks for any free port. */
  readonly port: number;
  readonly routePrefix: string;
  readonly triggers: readonly HttpTrigger[];
  readonly invoke: Invoker['invoke'];
  readonly admin: AdminRoutes;
}

export interface HttpServer extends Listener {
  readonly port: number;
}

export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const answer = createRouter(options);
  const server = createServer((request, response) => {
    answer(request)
      .catch(() => plain(500, ''))
      .then((found) => send(response, found))
      .catch(() => response.destroy());
    // Once the server is closing, a connection that is kept alive would keep it open for seconds.
    response.once('finish', () => server.listening || server.closeIdleConnections());
  });
  const port = await listen(server, options.port);
  return {
    port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      // A browser or an agent that keeps its connection open must not keep the host open.
      server.closeIdleConnections();
      await closed;
    },
  };
}

function createRouter({ triggers, routePrefix, invoke, admin }: HttpServerOptions) {
  const ordered = triggers.toSorted((a, b) => (a.route.precedence < b.route.precedence ? -1 : 1));
  const prefix = routePrefix === '' ? '/' : `/${routePrefix}/`;

  return async (request: IncomingMessage): Promise<HttpAnswer> => {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    const path = decodeURIComponent(url.pathname);
    const body = await buffer(request);
    const administered = admin(method, path, body.toString('utf8'));
    if (administered !== undefined) return administered;
    if (!path.toLowerCase().startsWith(prefix.toLowerCase())) return plain(404, '');

    for (const trigger of ordered) {
      const params = trigger.route.match(path.slice(prefix.length));
      if (params === undefined || !takesMethod(trigger, method)) continue;
      const data = toHttpInput({ method, url, headers: headersOf(request), params, body });
      return fromHttpResponse(await invoke({ functionName: trigger.functionName, data }));
    }
    return plain(404, '');
  };
}

function takesMethod(trigger: HttpTrigger, method: string): boolean {
  return trigger.methods.length === 0 || trigger.methods.includes(method);
}

function headersOf(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
}

function plain(status: number, text: string): HttpAnswer {
  return { status, headers: [['content-type', 'text/plain; charset=utf-8']], body: Buffer.from(text) };
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.statusCode = answer.status;
  response.end(answer.body);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new StartRefusal(
      [`Port ${port} cannot be opened (${String(cause)}). Free it, or choose another by --port.`],
      {
        cause,
      },
    );
  }
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}
