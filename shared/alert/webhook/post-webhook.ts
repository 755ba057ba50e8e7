/** One POST to a receiver of webhooks: what the route needs of the network. */

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookAnswer {
  readonly status: number;
  /** How long the receiver asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The receiver's own short code, such as Slack's `invalid_payload`. */
  readonly code?: string;
}

/**
 * Made once, with a deadline, following no redirection. Rejects with a WebhookNetworkError where no answer came.
 */
export type PostWebhook = (request: WebhookRequest) => Promise<WebhookAnswer>;

/** No answer came. The reason names a code or the deadline, and never the address. */
export class WebhookNetworkError extends Error {
  readonly reason: string;

  constructor(reason: string, cause: unknown) {
    super(`no answer: ${reason}`, { cause });
    this.name = 'WebhookNetworkError';
    this.reason = reason;
  }
}
