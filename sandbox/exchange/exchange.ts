/**
 * Exchange Online in one object: mailboxes, transport, the acceptance log and what happens in them as events.
 * Promises: whatever was accepted is in the log before the call returns; every change of a folder is one event.
 */
import type { Clock } from '../clock.ts';
import { domainOf, type Mailbox } from '../directory/tenant.ts';
import { type Acceptance, type AcceptanceLog, createAcceptanceLog } from './acceptance-log.ts';
import type { ExchangeSettings } from './exchange-settings.ts';
import { createMailboxEvents, type MailboxEvent } from './mailbox-events.ts';
import type { MessageContent, NewAttachment, StoredMessage } from './message-content.ts';
import { recipientsOf } from './message-content.ts';
import { createMessageStore, type MessageStore } from './message-store.ts';
import { openMailDatabase } from './open-mail-database.ts';
import { withPrimarySender } from './submission-rules.ts';
import { createTransport } from './transport.ts';

export interface Submission extends Pick<Acceptance, 'tenant' | 'operation' | 'requestId'> {
  readonly mailbox: Mailbox;
  readonly keepsCopy: boolean;
}

export interface NewDraft {
  readonly content: MessageContent;
  readonly attachments: readonly NewAttachment[];
}

export interface Exchange {
  readonly store: Omit<MessageStore, 'add' | 'move' | 'remove' | 'removeMailbox' | 'clear'>;
  readonly acceptances: Pick<AcceptanceLog, 'list' | 'count'>;
  createDraft(mailbox: Mailbox, draft: NewDraft): StoredMessage;
  /** Takes responsibility for a message that lies in Drafts. */
  submit(message: StoredMessage, submission: Submission): void;
  deleteMessage(message: StoredMessage): void;
  emptyMailbox(address: string): void;
  onEvent(listener: (event: MailboxEvent) => void): () => void;
  reset(): void;
  stop(): void;
}

export interface ExchangeOptions {
  readonly databaseFile?: string | undefined;
  readonly clock: Clock;
  settings(): ExchangeSettings;
}

export function createExchange({ databaseFile, clock, settings }: ExchangeOptions): Exchange {
  const database = openMailDatabase(databaseFile);
  const store = createMessageStore(database);
  const acceptances = createAcceptanceLog(database);
  const { emit, listen } = createMailboxEvents();
  const moved = (before: StoredMessage, after: StoredMessage | undefined): void =>
    after === undefined ? emit(before, 'deleted') : emit(after, 'moved');
  const transport = createTransport({ database, clock, settings, moved });

  return {
    store,
    acceptances,
    createDraft: ({ address }, { content, attachments }) => {
      const message = store.add({ mailbox: address, folder: 'drafts', content, attachments, now: clock.now() });
      emit(message, 'created');
      return message;
    },
    submit: (message, submission) => {
      acceptances.add(toAcceptance(message, submission, clock.now()));
      // Accepted a second time before it moved: delivered twice, but there is one copy to move.
      if (message.isSubmitted) return;
      const { mailbox, keepsCopy } = submission;
      if (message.content.from.emailAddress.address !== mailbox.address) {
        store.replaceContent(message, withPrimarySender(message.content, mailbox), clock.now());
      }
      transport.accept(message, { keepsCopy });
    },
    deleteMessage: (message) => {
      if (message.folder !== 'deleteditems') {
        emit(store.move(message, 'deleteditems', { keepsId: false, now: clock.now() }), 'moved');
        return;
      }
      store.remove(message);
      emit(message, 'deleted');
    },
    emptyMailbox: (address) => store.removeMailbox(address),
    onEvent: listen,
    reset: () => {
      store.clear();
      transport.reset();
    },
    stop: () => {
      transport.stop();
      database.close();
    },
  };
}

function toAcceptance(message: StoredMessage, submission: Submission, acceptedAt: number): Omit<Acceptance, 'number'> {
  const { mailbox, operation, requestId, tenant } = submission;
  return {
    acceptedAt,
    tenant,
    mailbox: mailbox.address,
    internetMessageId: message.content.internetMessageId,
    operation,
    requestId,
    messageId: message.id,
    recipients: recipientsOf(message.content).length,
  };
}

/** Exchange makes one when the request carries none. */
export function makeInternetMessageId(mailbox: Mailbox, unique: string): string {
  return `<${unique}@${domainOf(mailbox.address)}>`;
}
