/**
 * What is said of every code. `status` is RFC 3463: class 5 if and only if permanent, 4 otherwise. `owner` is who must act, `remedy`
 * what to do.
 */

/** `permanent`: this message will never be sent. `transient`: later it may. `unconfirmed`: it may have been sent. */
export type Disposition = 'permanent' | 'transient' | 'unconfirmed';
/** What a failure says something about: only that may be slowed or paused for it. `self` is Postbus. */
export type Scope = 'message' | 'mailbox' | 'tenant' | 'service' | 'self';
export type Owner = 'producer' | 'operator' | 'tenant administrator' | 'Microsoft';

/**
 * What becomes of the message. `fail`: that is its end. `park`: it waits for a person. `hold`: it is parked, and so is everything
 * else of its mailbox or tenant, until the hold is lifted. `wait`: it comes back later and spends no attempt, because the failure
 * is nobody's of this message; its expiry ends that. `retry`: it comes back later, for at most so many attempts. `reconcile`: it is looked up.
 * `none`: no message meets it, mail goes on.
 */
export type Action = 'fail' | 'park' | 'hold' | 'wait' | 'retry' | 'reconcile' | 'none';

export interface ErrorCodeEntry {
  readonly status: string;
  readonly disposition: Disposition;
  readonly scope: Scope;
  readonly action: Action;
  readonly owner: Owner;
  readonly sentence: string;
  readonly remedy: string;
}

export const entry =
  (status: string, disposition: Disposition, scope: Scope, action: Action, owner: Owner) =>
  (sentence: string, remedy: string): ErrorCodeEntry => ({
    status,
    disposition,
    scope,
    action,
    owner,
    sentence,
    remedy,
  });
