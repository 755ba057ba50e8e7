/**
 * Exchange Online in one object: mailboxes, transport, the acceptance log and what happens in them as events.
 * Promises: whatever was accepted is in the log before the call returns; every change of a folder is one event.
 */
import type { Clock } from '../clock.ts';
import type { Mailbox } from '../directory/tenant.ts';
import { type Acceptance, type AcceptanceLog, createAcceptanceLog } from './acceptance-log.ts';
import { createBounceDesk } from './bounce-desk.ts';
import type { ExchangeSettings } from './exchange-settings.ts';
import { createMailboxEvents, type MailboxEvent } from './mailbox-events.ts';
import { createMailboxStates, type MailboxStates } from './mailbox-states.ts';
import type { MessageContent, NewAttachment, StoredMessage } from './message-content.ts';
import { recipientsOf } from './message-content.ts';
import { createMessageStore, type MessageStore } from './message-store.ts';
import type { Report } from './non-delivery-report.ts';
import { openMailDatabase } from './open-mail-database.ts';
import { createRecipientQuota } from './recipient-quota.ts';
import { createReportQueue } from './report-queue.ts';
import { withPrimarySender } from './submission-rules.ts';
import { createTransport, type Transport } from './transport.ts';
import { createUploadSessions, type UploadSessions } from './upload-sessions.ts';

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
  readonly states: Omit<MailboxStates, 'healAll'>;
  readonly uploads: Omit<UploadSessions, 'clear'>;
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
  /** Chooses what has no rule, such as the language of a report; absent: always the same. */
  seed?(): number;
}

export function createExchange(options: ExchangeOptions): Exchange {
  const parts = openParts(options);
  const { clock } = options;
  const { acceptances, bounces, events, states, store, transport, uploads } = parts;

  return {
    store,
    acceptances,
    states,
    uploads,
    createDraft: ({ address }, { content, attachments }) => {
      const message = store.add({ mailbox: address, folder: 'drafts', content, attachments, now: clock.now() });
      events.emit(message, 'created');
      return message;
    },
    submit: (message, submission) => {
      const now = clock.now();
      const isOverQuota = bounces.isOverQuota(message, now);
      acceptances.add(toAcceptance(message, submission, now));
      // Accepted a second time before it moved: delivered twice, but there is one copy to move.
      const leavesAt = message.isSubmitted ? now : depart({ store, transport, now }, message, submission);
      bounces.report(message, { leavesAt, isOverQuota });
    },
    deleteMessage: (message) => {
      if (message.folder !== 'deleteditems') {
        events.emit(store.move(message, 'deleteditems', { keepsId: false, now: clock.now() }), 'moved');
        return;
      }
      store.remove(message);
      events.emit(message, 'deleted');
    },
    emptyMailbox: (address) => emptyMailbox(parts, address),
    onEvent: events.listen,
    reset: () => reset(parts),
    stop: () => stop(parts),
  };
}

type Parts = ReturnType<typeof openParts>;

function openParts({ databaseFile, clock, settings, seed = () => 1 }: ExchangeOptions) {
  const database = openMailDatabase(databaseFile);
  const store = createMessageStore(database);
  const acceptances = createAcceptanceLog(database);
  const events = createMailboxEvents();
  const moved = (before: StoredMessage, after: StoredMessage | undefined): void =>
    after === undefined ? events.emit(before, 'deleted') : events.emit(after, 'moved');
  const arrive = (report: Report): void =>
    events.emit(store.add({ ...report, folder: 'inbox', attachments: [], now: clock.now() }), 'created');
  const reports = createReportQueue({ database, clock, arrive });
  const quota = createRecipientQuota(acceptances.since);
  return {
    database,
    store,
    acceptances,
    events,
    reports,
    quota,
    states: createMailboxStates(database),
    uploads: createUploadSessions(clock),
    transport: createTransport({ database, clock, settings, moved }),
    bounces: createBounceDesk({ quota, reports, settings, seed }),
  };
}

function emptyMailbox({ reports, states, store }: Parts, address: string): void {
  store.removeMailbox(address);
  reports.removeMailbox(address);
  states.set(address, 'healthy');
}

function reset({ quota, reports, states, store, transport, uploads }: Parts): void {
  store.clear();
  for (const part of [transport, reports, quota]) part.reset();
  uploads.clear();
  states.healAll();
}

function stop({ database, reports, transport }: Parts): void {
  transport.stop();
  reports.stop();
  database.close();
}

interface Departing {
  readonly store: MessageStore;
  readonly transport: Transport;
  readonly now: number;
}

/** Hands the message to the transport, under the primary address; returns when it leaves. */
function depart({ store, transport, now }: Departing, message: StoredMessage, submission: Submission): number {
  const { mailbox, keepsCopy } = submission;
  if (message.content.from.emailAddress.address !== mailbox.address) {
    store.replaceContent(message, withPrimarySender(message.content, mailbox), now);
  }
  return transport.accept(message, { keepsCopy });
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
