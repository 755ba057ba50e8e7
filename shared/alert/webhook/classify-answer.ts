/** What a receiver's answer means, as rows of data: whether another try may help, and who must do what where it does not. Pure. */
import type { WebhookAnswer } from './post-webhook.ts';
import { WebhookNetworkError } from './post-webhook.ts';

export interface WebhookFailure {
  /** It may answer otherwise in a moment. */
  readonly isFleeting: boolean;
  readonly sentence: string;
  readonly remedy: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

interface AnswerRow {
  readonly from: number;
  readonly to: number;
  readonly isFleeting: boolean;
  readonly means: string;
  readonly remedy: string;
}

const AGAIN = 'Postbus tries again by itself; if it goes on, look at the receiver.';
const ADDRESS =
  'Set POSTBUS_ALERT_WEBHOOK_URL to the address the receiver has now, then try it with `postbus alerts test`.';
const REQUEST =
  'Check that POSTBUS_ALERT_WEBHOOK_SHAPE (json, teams or slack) is what the receiver takes, then try it with `postbus alerts test`.';
const ACCESS =
  'Check who may post to the receiver, and that both sides have the same POSTBUS_ALERT_WEBHOOK_KEY; a workflow of Teams must be open to anyone with its address.';

/** The first row that fits counts. */
const rows: readonly AnswerRow[] = [
  // Node's fetch is told to follow nothing: a signed alert goes where the operator said, or nowhere.
  { from: 300, to: 399, isFleeting: false, means: 'redirects elsewhere, which is not followed', remedy: ADDRESS },
  { from: 401, to: 401, isFleeting: false, means: 'does not let Postbus in', remedy: ACCESS },
  { from: 403, to: 403, isFleeting: false, means: 'does not let Postbus in', remedy: ACCESS },
  { from: 404, to: 404, isFleeting: false, means: 'knows nothing at this address', remedy: ADDRESS },
  { from: 408, to: 408, isFleeting: true, means: 'did not get the whole request in time', remedy: AGAIN },
  { from: 410, to: 410, isFleeting: false, means: 'has given this address up', remedy: ADDRESS },
  { from: 413, to: 413, isFleeting: false, means: 'takes no message of this size', remedy: REQUEST },
  { from: 429, to: 429, isFleeting: true, means: 'wants fewer requests', remedy: AGAIN },
  { from: 400, to: 499, isFleeting: false, means: 'refuses the request', remedy: REQUEST },
  { from: 500, to: 599, isFleeting: true, means: 'has a failure of its own', remedy: AGAIN },
];

/** @returns undefined where it was accepted */
export function classifyAnswer(
  { status, code, retryAfterMs }: WebhookAnswer,
  origin: string,
): WebhookFailure | undefined {
  if (status >= 200 && status <= 299) return undefined;
  const row = rows.find(({ from, to }) => status >= from && status <= to);
  const answered = [status, code].filter(Boolean).join(' ');
  return {
    isFleeting: row?.isFleeting ?? false,
    sentence: `The receiver at ${origin} ${row?.means ?? 'gives an answer that is none'} (${answered}).`,
    remedy: row?.remedy ?? REQUEST,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

export function classifyNetworkError(error: unknown, origin: string): WebhookFailure {
  const reason = error instanceof WebhookNetworkError ? error.reason : 'an unknown failure';
  return {
    isFleeting: true,
    sentence: `The receiver at ${origin} did not answer (${reason}).`,
    remedy: `Check that it runs, and that the app may reach it: its name, outbound network rules, its certificate. ${AGAIN}`,
    cause: error,
  };
}
