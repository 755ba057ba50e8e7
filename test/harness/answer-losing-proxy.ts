/** An HTTP proxy that can lose answers: the service has done what was asked, and the caller sees a broken connection. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AnswerLosingProxy {
  readonly port: number;
  /** Loses the next answers to requests with this method. */
  loseNext(method: string, count?: number): void;
  /** Loses no more. */
  loseNoMore(): void;
  readonly lost: number;
  stop(): Promise<void>;
}

export async function startAnswerLosingProxy(targetPort: number): Promise<AnswerLosingProxy> {
  const toLose: string[] = [];
  let lost = 0;
  const server = http.createServer((request, response) => {
    const { method = 'GET', url, headers } = request;
    const forwarded = http.request({ host: '127.0.0.1', port: targetPort, method, path: url, headers }, (answer) => {
      const index = toLose.indexOf(method);
      if (index < 0) {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
        return;
      }
      toLose.splice(index, 1);
      lost += 1;
      answer.resume().on('end', () => request.socket.destroy());
    });
    forwarded.on('error', () => request.socket.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    loseNext: (method, count = 1) => {
      for (let each = 0; each < count; each += 1) toLose.push(method);
    },
    loseNoMore: () => {
      toLose.length = 0;
    },
    get lost() {
      return lost;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
