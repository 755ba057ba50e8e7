/** Posting to a receiver over real sockets: what it may answer, how it may fail, and that its address gets nowhere. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { WebhookNetworkError } from '../../../shared/alert/webhook/post-webhook.ts';
import { createPostWithFetch } from '../../../shared/services/webhook/post-with-fetch.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const request = { headers: { 'content-type': 'application/json', 'webhook-id': 'batch-1' }, body: '{"a":1}' };

/** Posts to a receiver that lives as long as that takes. */
async function postTo(listener: RequestListener, { path = '/secret-path', deadlineMs = 5000 } = {}) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    return await createPostWithFetch(() => NOW, deadlineMs)({ ...request, url: `http://127.0.0.1:${port}${path}` });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}

/** A port that nobody listens on any more. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function failureOf(work: Promise<unknown>): Promise<WebhookNetworkError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof WebhookNetworkError) return error;
  throw new Error('it did not fail', { cause: error });
}

describe('posting to a receiver', () => {
  test('sends the body and headers as they are, once', async () => {
    const seen: unknown[] = [];
    const answer = await postTo((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        seen.push([incoming.method, incoming.url, incoming.headers['webhook-id'], Buffer.concat(chunks).toString()]);
        response.writeHead(202).end('whatever it says');
      });
    });
    expect(answer).toEqual({ status: 202 });
    expect(seen).toEqual([['POST', '/secret-path', 'batch-1', '{"a":1}']]);
  });

  test('follows no redirection', async () => {
    let requests = 0;
    const answer = await postTo((_incoming, response) => {
      requests += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(answer).toEqual({ status: 307 });
    expect(requests).toBe(1);
  });

  test('reads how long to wait, and a short code, and no other text', async () => {
    const answer = await postTo((_incoming, response) => {
      response.writeHead(429, { 'retry-after': '7' }).end('rate_limited');
    });
    expect(answer).toEqual({ status: 429, retryAfterMs: 7000, code: 'rate_limited' });
    expect(await postTo((_incoming, response) => response.writeHead(400).end('No: <secret-path>'))).toEqual({
      status: 400,
    });
  });

  test('reads the beginning of a refusal and no more of it, however long it is', async () => {
    const piece = Buffer.alloc(64 * 1024, 'a');
    let written = 0;
    const answer = await postTo(
      (_incoming, response) => {
        response.writeHead(400);
        const more = (): void => {
          if (response.destroyed) return;
          written += piece.byteLength;
          response.write(piece, () => setImmediate(more));
        };
        more();
      },
      { deadlineMs: 2000 },
    );
    expect(answer).toEqual({ status: 400 });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  test('ends at its deadline where no answer comes', async () => {
    const error = await failureOf(postTo(() => undefined, { deadlineMs: 100 }));
    expect(error.reason).toBe('The receiver took longer than 0.1 s');
  });

  test('names what broke the connection, and no part of the address', async () => {
    const reset = await failureOf(postTo((incoming) => incoming.socket.destroy()));
    expect(reset.reason).toMatch(/^(?:ECONNRESET|UND_ERR_SOCKET)$/);
    const url = `http://127.0.0.1:${await freePort()}/secret-path`;
    const refused = await failureOf(createPostWithFetch(() => NOW)({ ...request, url }));
    expect(refused.reason).toBe('ECONNREFUSED');
    for (const { message, reason } of [reset, refused]) expect(`${message} ${reason}`).not.toContain('secret-path');
  });
});
