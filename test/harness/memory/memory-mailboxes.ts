/**
 * Mailboxes in memory, each apart from the others as in Exchange. One fault a phase: the next call of an operation fails
 * `before` it took effect, or `after` (it took effect, and its answer was lost). A draft that was accepted may be seen as a
 * draft for a while, or not at all; to send it again is answered as Graph answers it.
 */
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type {
  Acceptance,
  FoundCopy,
  MailboxAccess,
  MailboxHandle,
  OutgoingMessage,
} from '../../../shared/delivery/mailbox-access.ts';

export type MailboxOperation =
  | 'createDraft'
  | 'sendDraft'
  | 'sendDirect'
  | 'deleteDraft'
  | 'findCopies'
  | 'probe'
  | 'findDrafts';

export interface SentMessage extends OutgoingMessage {
  /** The mailbox it left from. */
  readonly mailbox: string;
}

/** What a look sees of an accepted message until it lies in Sent Items. */
export interface SettleTime {
  readonly ms: number;
  readonly seenAs: 'draft' | 'nothing';
}

export interface MailboxOptions {
  readonly now?: () => Date;
  /** How long Exchange takes with the message it accepts now. */
  readonly settleTime?: () => SettleTime;
  /** Is a draft that was accepted, and still looks like one, sent a second time? Else that is answered 404, as is one that is gone. */
  readonly acceptsSecondSend?: boolean;
}

interface Copy {
  readonly id: string;
  readonly mailbox: string;
  readonly outgoing: OutgoingMessage;
  readonly createdAt: Date;
  /** Absent: a draft that nobody sent. */
  readonly accepted?: { readonly settledAt: number; readonly seenAs: SettleTime['seenAs'] };
}

export interface MemoryMailboxes extends MailboxAccess {
  /** Everything that left, in order: more than one of a Message-ID is a message sent twice. */
  readonly sent: readonly SentMessage[];
  /** Drafts that nobody sent. */
  readonly drafts: readonly FoundCopy[];
  readonly calls: readonly MailboxOperation[];
  failNext(operation: MailboxOperation, how: 'before' | 'after', error: Error): void;
  /** Somebody empties the mailbox of a draft. */
  purge(draftId: string): void;
}

const AT_ONCE: SettleTime = { ms: 0, seenAs: 'draft' };

export function createMemoryMailboxes(options: MailboxOptions = {}): MemoryMailboxes {
  const { now = () => new Date(0), settleTime = () => AT_ONCE, acceptsSecondSend = false } = options;
  const copies = new Map<string, Copy>();
  const sent: SentMessage[] = [];
  const calls: MailboxOperation[] = [];
  const faults: { operation: MailboxOperation; how: 'before' | 'after'; error: Error }[] = [];
  let count = 0;

  async function guarded<T>(operation: MailboxOperation, mailbox: MailboxHandle, work: () => T): Promise<T> {
    await mailbox.token.current();
    calls.push(operation);
    const index = faults.findIndex((each) => each.operation === operation);
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0];
    if (fault?.how === 'before') throw fault.error;
    const result = work();
    if (fault) throw fault.error;
    return result;
  }

  function keep(copy: Omit<Copy, 'id' | 'createdAt'>): string {
    count += 1;
    const id = `copy-${count}`;
    copies.set(id, { ...copy, id, createdAt: now() });
    return id;
  }

  function accept({ mailbox, outgoing }: Pick<Copy, 'mailbox' | 'outgoing'>): NonNullable<Copy['accepted']> {
    sent.push({ ...outgoing, mailbox });
    const { ms, seenAs } = settleTime();
    return { settledAt: now().getTime() + ms, seenAs };
  }

  function seenAs({ accepted }: Copy): 'draft' | 'sent' | 'nothing' {
    if (!accepted) return 'draft';
    return accepted.settledAt <= now().getTime() ? 'sent' : accepted.seenAs;
  }

  function send(mailbox: string, draftId: string): Acceptance {
    const draft = copies.get(draftId);
    const isSendable = draft && (!draft.accepted || (acceptsSecondSend && seenAs(draft) === 'draft'));
    if (!isSendable || draft.mailbox !== mailbox) throw gone('ERR_DELIVERY_UNCONFIRMED');
    copies.set(draftId, { ...draft, accepted: accept(draft) });
    return { requestId: 'request-1' };
  }

  function sendAtOnce(mailbox: string, outgoing: OutgoingMessage): Acceptance {
    const accepted = accept({ mailbox, outgoing });
    if (outgoing.message.saveToSentItems) keep({ mailbox, outgoing, accepted });
    return { requestId: 'request-1' };
  }

  return {
    sent,
    calls,
    get drafts() {
      return [...copies.values()].filter(({ accepted }) => !accepted).map(({ id }) => ({ id, isDraft: true }));
    },
    failNext: (operation, how, error) => {
      faults.push({ operation, how, error });
    },
    purge: (draftId) => {
      if (!copies.delete(draftId)) throw new Error(`there is no ${draftId} to purge`);
    },
    createDraft: (mailbox, outgoing) =>
      guarded('createDraft', mailbox, () => keep({ mailbox: mailbox.address, outgoing })),
    sendDraft: (mailbox, draftId) => guarded('sendDraft', mailbox, () => send(mailbox.address, draftId)),
    sendDirect: (mailbox, outgoing) => guarded('sendDirect', mailbox, () => sendAtOnce(mailbox.address, outgoing)),
    deleteDraft: (mailbox, draftId) =>
      guarded('deleteDraft', mailbox, () => {
        if (copies.get(draftId)?.mailbox !== mailbox.address || !copies.delete(draftId))
          throw gone('ERR_GRAPH_UNAVAILABLE');
      }),
    probe: (mailbox) => guarded('probe', mailbox, () => undefined),
    findDrafts: (mailbox, before) =>
      guarded('findDrafts', mailbox, () =>
        [...copies.values()]
          .filter((copy) => copy.mailbox === mailbox.address && !copy.accepted && copy.createdAt < before)
          .map(({ id, outgoing }) => ({ id, messageId: outgoing.message.id })),
      ),
    findCopies: (mailbox, internetMessageId) =>
      guarded('findCopies', mailbox, () =>
        [...copies.values()]
          .filter((copy) => copy.mailbox === mailbox.address && copy.outgoing.internetMessageId === internetMessageId)
          .filter((copy) => seenAs(copy) !== 'nothing')
          .map((copy) => ({ id: copy.id, isDraft: seenAs(copy) === 'draft' })),
      ),
  };
}

const gone = (code: 'ERR_DELIVERY_UNCONFIRMED' | 'ERR_GRAPH_UNAVAILABLE') =>
  deliveryError(code, { provider: '404 ErrorItemNotFound' });
