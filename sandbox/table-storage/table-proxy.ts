/**
 * Stands in front of Azurite's table service, so that faults can be played for it and its answers carry the sandbox's
 * time in their Date header. Everything else passes unchanged: a signature covers path and headers, not the host.
 * Promises: `before` faults keep a request from Azurite; `after` faults spoil only the answer of a request that took
 * effect. Loopback only. A connection that Azurite breaks is broken for the caller too.
 */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { RequestCounts } from '../request-counts.ts';
import { type Spoilt, spoil, untouched } from '../spoil.ts';
import { tableOperationOf } from './table-operation.ts';

export interface TableProxyOptions {
  /** 0 asks for any free port. */
  readonly port: number;
  readonly azuritePort: number;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly counts: RequestCounts;
  readonly log: (line: string) => void;
}

export interface TableProxy {
  readonly port: number;
  stop(): Promise<void>;
}

// Clients keep connections longer than Node's 5 s: closing first would look like a network fault that nobody ordered.
const KEEP_ALIVE_MS = 65_000;

/** They belong to one connection, and there are two. */
const connectionHeaders = ['connection', 'keep-alive', 'transfer-encoding'];

export async function startTableProxy(options: TableProxyOptions): Promise<TableProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    relay({ options, agent, incoming, response }).catch((error: unknown) => {
      // A caller that left is its own business; anything else has to be seen.
      if (!incoming.socket.destroyed) options.log(`The table store could not be reached: ${String(error)}`);
      incoming.socket.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

interface Relay {
  readonly options: TableProxyOptions;
  readonly agent: Agent;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

async function relay(call: Relay): Promise<void> {
  const { faults, counts } = call.options;
  const operation = tableOperationOf(call.incoming.method ?? 'GET', call.incoming.url ?? '/');
  const occasion = { service: 'table-storage', operation } as const;
  const count = (ending: number | string) => counts.count(occasion.service, operation, ending);

  const before = await spoil(faults.match({ ...occasion, phase: 'before' }));
  if (before.kind !== 'untouched') return replace(call, before, count);
  const answer = await forward(call);
  // The answer to a transaction says 202 and has the refusal inside; the others stream.
  const body = operation === 'transaction' ? await buffer(answer) : undefined;
  const after = tookEffect(answer, body) ? await spoil(faults.match({ ...occasion, phase: 'after' })) : untouched;
  if (after.kind !== 'untouched') {
    answer.resume();
    return replace(call, after, count);
  }
  count(answer.statusCode ?? 502);
  writeHead(call, answer.statusCode ?? 502, answer.headers);
  if (body === undefined) await pipeline(answer, call.response);
  else call.response.end(body);
}

function tookEffect({ statusCode = 502 }: IncomingMessage, transaction: Buffer | undefined): boolean {
  return (
    statusCode < 400 && !(transaction !== undefined && /^HTTP\/1\.1 [45]\d\d/m.test(transaction.toString('latin1')))
  );
}

async function forward({ options, agent, incoming }: Relay): Promise<IncomingMessage> {
  const { method, url, headers } = incoming;
  const outgoing = request({
    agent,
    host: '127.0.0.1',
    port: options.azuritePort,
    method,
    path: url,
    headers: withoutConnection(headers),
  });
  const answered = once(outgoing, 'response');
  // The answer, or whatever breaks first; the other promise must not stay behind unheard.
  const [[answer]] = await Promise.all([answered, pipeline(incoming, outgoing)]);
  return answer;
}

/** What the caller sees in place of the answer. Nothing at all: it waits until it gives up, or the sandbox stops. */
function replace(
  { options, incoming, response }: Relay,
  spoilt: Exclude<Spoilt, { kind: 'untouched' }>,
  count: (ending: number | string) => void,
): void {
  count(spoilt.kind === 'answered' ? spoilt.answer.status : spoilt.kind);
  incoming.resume();
  if (spoilt.kind === 'reset') incoming.socket.destroy();
  if (spoilt.kind !== 'answered') return;
  writeHead({ options, response }, spoilt.answer.status, spoilt.answer.headers);
  response.end(spoilt.answer.body ?? undefined);
}

function writeHead(
  { options, response }: Pick<Relay, 'options' | 'response'>,
  status: number,
  headers: IncomingHttpHeaders,
): void {
  response.writeHead(status, { ...withoutConnection(headers), date: new Date(options.clock.now()).toUTCString() });
}

function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name)));
}
