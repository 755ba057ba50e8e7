/** A way of telling alerts: the log, a webhook, mail. */
import type { Alert } from './alert.ts';
import type { RouteName, Telling } from './route-state.ts';

/** What is told at once. The same id always means the same alerts. */
export interface AlertBatch extends Pick<Telling, 'at' | 'tries' | 'memo'> {
  readonly id: string;
  /** Worst first. */
  readonly alerts: readonly Alert[];
}

export interface AlertRoute {
  readonly name: RouteName;
  /**
   * Tells a batch. It may have been told before, by a teller that was stopped: then it has the same id, and what was remembered.
   * Throws AlertRouteError where it could not be told; DeliveryError where nobody knows, and it is then told again as it is.
   * @param remember keeps a memo with the batch; once it has resolved, a repetition has it
   */
  tell(batch: AlertBatch, remember: (memo: string) => Promise<void>): Promise<TellingEnd>;
}

export type TellingEnd =
  /** `how`: where that is worth a word. */
  | { readonly kind: 'told'; readonly how?: string }
  /** It will leave, or turn out not to: the next run asks again, with the same batch. */
  | { readonly kind: 'under-way' };

/** Why a route could not tell. Holds no address that is a secret. */
export class AlertRouteError extends Error {
  readonly sentence: string;
  readonly remedy: string;

  constructor(sentence: string, remedy: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'AlertRouteError';
    this.sentence = sentence;
    this.remedy = remedy;
  }
}
