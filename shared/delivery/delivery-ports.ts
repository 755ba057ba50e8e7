/** What the flow needs of the world. `compose.ts` joins it to Microsoft's services, tests to twins in memory. */
import type { LogSink } from '../log/log-sink.ts';
import type { ReceivedMessage } from '../message/received-message.ts';
import type { Connections } from '../tenant/connection.ts';
import type { Credentials, Tokens } from '../tenant/credential.ts';
import type { Holds } from '../tenant/holds.ts';
import type { Ledger } from './ledger.ts';
import type { MailboxAccess } from './mailbox-access.ts';
import type { ComeBack } from './outcome.ts';
import type { Permits } from './permits.ts';

/**
 * Schedules a copy of a received message. Scheduling the same copy twice leaves one, where the queue detects duplicates.
 * Throws where it is not known whether the copy was taken; the received message must then not be completed.
 */
export interface Copies {
  schedule(received: ReceivedMessage, comeBack: ComeBack): Promise<void>;
}

export interface DeliveryPorts {
  readonly connections: Connections;
  readonly credentials: Credentials;
  readonly tokens: Tokens;
  readonly mailboxes: MailboxAccess;
  readonly ledger: Ledger;
  readonly holds: Holds;
  readonly permits: Permits;
  readonly copies: Copies;
  readonly log: LogSink;
  readonly now: () => Date;
  /** In [0, 1). */
  readonly random: () => number;
}
