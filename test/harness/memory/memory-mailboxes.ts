/**
 * Mailboxes in memory, with one fault a phase: the next call of an operation fails `before` it took effect, or `after`
 * (it took effect, and its answer was lost).
 */
import type {
  FoundCopy,
  MailboxAccess,
  MailboxHandle,
  OutgoingMessage,
} from '../../../shared/delivery/mailbox-access.ts';

export type MailboxOperation = 'createDraft' | 'sendDraft' | 'sendDirect' | 'deleteDraft' | 'findCopies';

interface Copy extends FoundCopy {
  readonly internetMessageId: string;
  readonly outgoing: OutgoingMessage;
}

export interface MemoryMailboxes extends MailboxAccess {
  /** Everything that left, in order: more than one of a Message-ID is a message sent twice. */
  readonly sent: readonly OutgoingMessage[];
  readonly drafts: readonly FoundCopy[];
  readonly calls: readonly MailboxOperation[];
  failNext(operation: MailboxOperation, how: 'before' | 'after', error: Error): void;
}

export function createMemoryMailboxes(): MemoryMailboxes {
  const copies = new Map<string, Copy>();
  const sent: OutgoingMessage[] = [];
  const calls: MailboxOperation[] = [];
  const faults: { operation: MailboxOperation; how: 'before' | 'after'; error: Error }[] = [];

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

  function keep(outgoing: OutgoingMessage, isDraft: boolean): string {
    const id = `copy-${copies.size + 1}`;
    copies.set(id, { id, isDraft, internetMessageId: outgoing.internetMessageId, outgoing });
    return id;
  }

  return {
    sent,
    calls,
    get drafts() {
      return [...copies.values()].filter(({ isDraft }) => isDraft);
    },
    failNext: (operation, how, error) => {
      faults.push({ operation, how, error });
    },
    createDraft: (mailbox, outgoing) => guarded('createDraft', mailbox, () => keep(outgoing, true)),
    sendDraft: (mailbox, draftId) =>
      guarded('sendDraft', mailbox, () => {
        const draft = copies.get(draftId);
        if (!draft?.isDraft) throw new Error(`no draft ${draftId}`);
        copies.set(draftId, { ...draft, isDraft: false });
        sent.push(draft.outgoing);
        return { requestId: 'request-1' };
      }),
    sendDirect: (mailbox, outgoing) =>
      guarded('sendDirect', mailbox, () => {
        if (outgoing.message.saveToSentItems) keep(outgoing, false);
        sent.push(outgoing);
        return { requestId: 'request-1' };
      }),
    deleteDraft: (mailbox, draftId) =>
      guarded('deleteDraft', mailbox, () => {
        copies.delete(draftId);
      }),
    findCopies: (mailbox, internetMessageId) =>
      guarded('findCopies', mailbox, () =>
        [...copies.values()].filter((copy) => copy.internetMessageId === internetMessageId),
      ),
  };
}
