/** Posts by `fetch`: one request, ten seconds, no redirection followed. Nothing of the address gets into an error. */

import { type WebhookAnswer, WebhookNetworkError, type WebhookRequest } from '../../alert/webhook/post-webhook.ts';
import { DeadlineError, withDeadline } from '../../deadline.ts';
import { SECOND } from '../../duration.ts';
import { fieldOf } from '../rest-error.ts';
import { parseRetryAfter } from '../retry-after.ts';

const WEBHOOK_DEADLINE = 10 * SECOND;
/** Slack answers a word; anything longer may hold what nobody wants in a log. */
const SHORT_CODE = /^[a-z_]{3,60}$/;
/** No code is as long: whoever answers more is not read to its end. */
const MOST_OCTETS = 1024;

export const createPostWithFetch =
  (now: () => Date, deadlineMs = WEBHOOK_DEADLINE) =>
  async ({ url, headers, body }: WebhookRequest): Promise<WebhookAnswer> => {
    try {
      return await withDeadline('The receiver', deadlineMs, async (signal) =>
        toAnswer(await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }), now()),
      );
    } catch (error) {
      throw new WebhookNetworkError(reasonOf(error), error);
    }
  };

async function toAnswer(response: Response, now: Date): Promise<WebhookAnswer> {
  const { status, headers } = response;
  const text = response.ok ? await drop(response) : await readCode(response);
  const retryAt = parseRetryAfter(headers.get('retry-after'), now);
  return {
    status,
    ...(retryAt === undefined ? {} : { retryAfterMs: retryAt.getTime() - now.getTime() }),
    ...(SHORT_CODE.test(text) ? { code: text } : {}),
  };
}

/** What follows an acceptance is nobody's interest, and must not keep the connection. */
async function drop(response: Response): Promise<string> {
  await response.body?.cancel();
  return '';
}

/** Empty where it is too long for a code. Leaving the loop gives the rest up, and the connection with it. */
async function readCode(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let octets = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    octets += piece.byteLength;
    if (octets > MOST_OCTETS) return '';
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The cause's message may hold the address; its code does not. */
function reasonOf(error: unknown): string {
  if (error instanceof DeadlineError) return error.message;
  const code = fieldOf(error, 'cause', 'code') ?? fieldOf(error, 'code');
  return typeof code === 'string' ? code : 'the connection broke';
}
