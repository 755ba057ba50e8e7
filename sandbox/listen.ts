/**
 * Puts a fake on a loopback port, with or without TLS.
 * Promises: 127.0.0.1 only, port 0 takes any free one, stop() ends every open connection and frees the port.
 * Fails with Node's own error when the port is taken; ports.ts says it in plain words.
 */
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

export interface ListenOptions {
  readonly port: number;
  readonly tls?: TlsIdentity | undefined;
}

export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

// Clients keep connections longer than Node's 5 s: closing first would look like a network fault that nobody ordered.
const keepAliveMilliseconds = 65_000;

type Fetch = Parameters<typeof getRequestListener>[0];

export async function listen(fetch: Fetch, { port, tls }: ListenOptions): Promise<Listening> {
  const listener = getRequestListener(fetch);
  const server = tls === undefined ? createServer(listener) : createTlsServer({ ...tls }, listener);
  server.keepAliveTimeout = keepAliveMilliseconds;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
