/**
 * One HTTPS exchange: a request, made once, and its whole answer. On node:https and not on `fetch`, which costs three times the
 * CPU for each request (docs/benchmarks.md), and these are two of the four calls a mail makes.
 * Rejects with what broke the connection, or with the signal's reason.
 */
import https from 'node:https';
import { SECOND } from '../../duration.ts';

export interface HttpsRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * Idle connections are given up soon: a send on one that the other side is just closing is a send without an answer, and
 * that costs a look into the mailbox.
 */
const agent = new https.Agent({ keepAlive: true, timeout: 4 * SECOND });

export function exchangeOverHttps(url: string, { method, headers, body, signal }: HttpsRequest): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
  const request = https.request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => resolve(toResponse(answer.statusCode ?? 0, answer.headers, Buffer.concat(chunks))));
    answer.on('error', reject);
  });
  const abort = (): void => {
    request.destroy(signal?.reason);
  };
  signal?.addEventListener('abort', abort, { once: true });
  request.on('error', reject);
  request.on('close', () => signal?.removeEventListener('abort', abort));
  request.end(body);
  return promise;
}

function toResponse(status: number, headers: NodeJS.Dict<string | string[]>, body: Buffer): Response {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  // These statuses may not have a body, and Response refuses one, even an empty one.
  return new Response([204, 205, 304].includes(status) ? null : body.toString('utf8'), { status, headers: entries });
}
