/**
 * One record for every time Exchange took responsibility for a message: the judge of "nothing is sent twice".
 * Promises: a record is written before the 202 leaves, and stays when the message is deleted or was sent without a copy.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { integer, type Row, text } from './mail-row.ts';
import type { CountedRecipients } from './recipient-quota.ts';

export interface Acceptance {
  /** Grows with time; `after` continues a listing from it. */
  readonly number: number;
  readonly acceptedAt: number;
  readonly tenant: string;
  readonly mailbox: string;
  readonly internetMessageId: string;
  readonly operation: 'sendDraft' | 'sendMail';
  readonly requestId: string;
  readonly messageId: string;
  readonly recipients: number;
}

export interface AcceptanceLog {
  add(acceptance: Omit<Acceptance, 'number'>): void;
  list(filter: {
    internetMessageId?: string | undefined;
    after?: number | undefined;
    top?: number;
  }): readonly Acceptance[];
  /** What a mailbox had accepted after an instant, oldest first. */
  since(mailbox: string, instant: number): readonly CountedRecipients[];
  count(): number;
}

export function createAcceptanceLog(database: DatabaseSync): AcceptanceLog {
  const insert = database.prepare(
    `insert into acceptances
       (accepted_at, tenant, mailbox, internet_message_id, operation, request_id, message_id, recipients)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const all = database.prepare('select * from acceptances where row > ? order by row limit ?');
  const byId = database.prepare(
    'select * from acceptances where internet_message_id = ? and row > ? order by row limit ?',
  );
  const recent = database.prepare(
    'select accepted_at, recipients from acceptances where mailbox = ? and accepted_at > ? order by accepted_at',
  );
  const total = database.prepare('select count(*) as total from acceptances');

  return {
    add: (acceptance) => {
      const { acceptedAt, tenant, mailbox, internetMessageId, operation, requestId, messageId, recipients } =
        acceptance;
      insert.run(acceptedAt, tenant, mailbox, internetMessageId, operation, requestId, messageId, recipients);
    },
    list: ({ internetMessageId, after = 0, top = 100_000 }) => {
      const values: readonly SQLInputValue[] = [after, top];
      const rows = internetMessageId === undefined ? all.all(...values) : byId.all(internetMessageId, ...values);
      return rows.map(toAcceptance);
    },
    since: (mailbox, instant) =>
      recent
        .all(mailbox, instant)
        .map((row) => ({ at: integer(row, 'accepted_at'), recipients: integer(row, 'recipients') })),
    count: () => integer(total.get() ?? {}, 'total'),
  };
}

function toAcceptance(row: Row): Acceptance {
  return {
    number: integer(row, 'row'),
    acceptedAt: integer(row, 'accepted_at'),
    tenant: text(row, 'tenant'),
    mailbox: text(row, 'mailbox'),
    internetMessageId: text(row, 'internet_message_id'),
    operation: text(row, 'operation') === 'sendMail' ? 'sendMail' : 'sendDraft',
    requestId: text(row, 'request_id'),
    messageId: text(row, 'message_id'),
    recipients: integer(row, 'recipients'),
  };
}
