/** Posts by `fetch`: one request, ten seconds, no redirection followed. Nothing of the address gets into an error. */

import { type WebhookAnswer, WebhookNetworkError, type WebhookRequest } from '../../alert/webhook/post-webhook.ts';
import { DeadlineError, withDeadline } from '../../deadline.ts';
import { SECOND } from '../../duration.ts';
import { fieldOf } from '../rest-error.ts';
import { parseRetryAfter } from '../retry-after.ts';

const WEBHOOK_DEADLINE = 10 * SECOND;
/** Slack answers a word; anything longer may hold what nobody wants in a log. */
const SHORT_CODE = /^[a-z_]{3,60}$/;

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
  const text = response.ok ? await drop(response) : await response.text();
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

/** The cause's message may hold the address; its code does not. */
function reasonOf(error: unknown): string {
  if (error instanceof DeadlineError) return error.message;
  const code = fieldOf(error, 'cause', 'code') ?? fieldOf(error, 'code');
  return typeof code === 'string' ? code : 'the connection broke';
}
