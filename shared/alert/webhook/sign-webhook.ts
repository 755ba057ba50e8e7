/**
 * Headers of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec 1.0): an id by which a repetition is known, when it
 * was sent, and with a key a signature over both and the body. Pure.
 */
import { createHmac } from 'node:crypto';

export interface WebhookMark {
  /** The same for each try of the same batch. */
  readonly id: string;
  readonly sentAt: Date;
}

export function webhookHeaders(
  body: string,
  { id, sentAt }: WebhookMark,
  key: string | undefined,
): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const signature = key === undefined ? {} : { 'webhook-signature': `v1,${sign(`${id}.${timestamp}.${body}`, key)}` };
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, ...signature };
}

const sign = (content: string, key: string): string =>
  createHmac('sha256', Buffer.from(key.replace(/^whsec_/, ''), 'base64'))
    .update(content)
    .digest('base64');
