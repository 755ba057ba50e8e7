/** One row of what Entra ID's AADSTS numbers say. */
import type { ErrorCode } from '../../delivery/error-codes.ts';
import type { ProviderSample } from '../provider-sample.ts';

export interface EntraFailureRow extends ProviderSample {
  /** The first is the sample's. */
  readonly aadsts: readonly number[];
  /** With these the sample came, or comes by the page's rules. They decide whether the row may speak at all. */
  readonly status: number;
  readonly error: string;
  readonly means: ErrorCode;
  /** Seen to come and go by itself. */
  readonly isFleeting?: true;
}
