/** What the steps of the flow hand on to each other. */
import { SECOND } from '../duration.ts';
import type { Message } from '../message/message.ts';
import type { ReceivedMessage } from '../message/received-message.ts';
import type { Plan } from '../tenant/connection.ts';
import type { MailboxHandle } from './mailbox-access.ts';

/** A received message that could be read. */
export interface Handling {
  readonly received: ReceivedMessage;
  readonly message: Message;
  readonly fingerprint: string;
}

/** The same, with everything decided that a send needs. */
export interface Delivery extends Handling {
  readonly mailbox: MailboxHandle;
  readonly plan: Plan;
  readonly internetMessageId: string;
}

/** How long Exchange may take to show a message of this connection in the mailbox, in milliseconds. */
export const settleTimeOf = ({ mailbox }: Delivery): number => mailbox.connection.settleSeconds * SECOND;
