/**
 * Tells a batch by one POST, three times at most in a run. What the receiver may answer otherwise next time is tried again; what blames the
 * address or the request is not. The address is a secret: errors name its origin and nothing more.
 */
import { SECOND } from '../../duration.ts';
import type { WebhookSettings, WebhookShape } from '../../settings-alerts.ts';
import { type AlertBatch, type AlertRoute, AlertRouteError } from '../alert-route.ts';
import { classifyAnswer, classifyNetworkError, type WebhookFailure } from './classify-answer.ts';
import { toJsonBody } from './json-body.ts';
import type { PostWebhook } from './post-webhook.ts';
import { webhookHeaders } from './sign-webhook.ts';
import { toSlackBody } from './slack-body.ts';
import { toTeamsBody } from './teams-body.ts';

interface WebhookPorts {
  readonly post: PostWebhook;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Between the tries of a run. */
const WAITS = [1 * SECOND, 4 * SECOND];
/** Whoever asks for more is asked again in the next run. */
const LONGEST_WAIT = 30 * SECOND;

const SHAPES: Readonly<Record<WebhookShape, (batch: AlertBatch) => object>> = {
  json: toJsonBody,
  teams: toTeamsBody,
  slack: toSlackBody,
};

export const createWebhookRoute = (settings: WebhookSettings, ports: WebhookPorts): AlertRoute => ({
  name: 'webhook',
  async tell(batch) {
    const body = JSON.stringify(SHAPES[settings.shape](batch));
    await postUntilAccepted({ settings, id: batch.id, body }, WAITS, ports);
    return { kind: 'told' };
  },
});

interface Posting {
  readonly settings: WebhookSettings;
  readonly id: string;
  readonly body: string;
}

async function postUntilAccepted(
  posting: Posting,
  [wait, ...waits]: readonly number[],
  ports: WebhookPorts,
): Promise<void> {
  const failure = await postOnce(posting, ports);
  if (!failure) return;
  const waitMs = wait === undefined ? undefined : waitAfter(failure, wait);
  if (waitMs === undefined) throw new AlertRouteError(failure.sentence, failure.remedy, failure.cause);
  await ports.sleep(waitMs);
  await postUntilAccepted(posting, waits, ports);
}

const waitAfter = ({ isFleeting, retryAfterMs }: WebhookFailure, wait: number): number | undefined =>
  isFleeting && (retryAfterMs ?? wait) <= LONGEST_WAIT ? (retryAfterMs ?? wait) : undefined;

async function postOnce(
  { settings: { url, key }, id, body }: Posting,
  { post, now }: WebhookPorts,
): Promise<WebhookFailure | undefined> {
  const { origin } = new URL(url);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Postbus',
    ...webhookHeaders(body, { id, sentAt: now() }, key),
  };
  try {
    return classifyAnswer(await post({ url, headers, body }), origin);
  } catch (error) {
    return classifyNetworkError(error, origin);
  }
}
