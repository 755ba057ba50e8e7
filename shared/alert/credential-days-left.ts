/** How long a connection's own credential is good for: alerts are not mailed with one that they may be about. */
import type { Connection } from '../tenant/connection.ts';

export interface CredentialDaysLeft {
  /** Days of the calendar, UTC: 0 on its last day, negative after it; undefined where it has no end or none is known. Throws DeliveryError. */
  of(connection: Connection): Promise<number | undefined>;
}
