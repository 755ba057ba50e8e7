/** How long a connection's own credential is good for: alerts are not mailed with one that they may be about. */
import type { Connection } from '../tenant/connection.ts';

export interface CredentialDaysLeft {
  /** Days of the calendar, UTC; negative when it has expired, undefined where it has no end or none is known. Throws DeliveryError. */
  of(connection: Connection): Promise<number | undefined>;
}
