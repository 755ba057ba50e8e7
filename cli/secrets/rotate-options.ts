/** The flags of `postbus secrets rotate`, as commander gives them. */
import type { NewSecretOptions } from './read-new-secret.ts';

export interface RotateOptions extends NewSecretOptions {
  readonly days?: number;
  readonly graceMinutes?: number;
  readonly watchSeconds: number;
  readonly wait?: boolean;
  /** Ends what is under way now, and begins nothing. */
  readonly finish?: boolean;
  /** Asks for a secret that was made in Entra ID, without trying to make one. */
  readonly byHand?: boolean;
  readonly json?: boolean;
}

export interface RotateRequest extends RotateOptions {
  readonly tenant: string;
}
