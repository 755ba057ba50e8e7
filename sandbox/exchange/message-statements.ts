/** The SQL of the message store, prepared once per database, and the transaction around several of them. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

const statements = {
  add: `insert into messages
          (id, mailbox, folder, internet_message_id, subject, is_draft, created_at, modified_at, sent_at, has_attachments, content)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  addSource: 'insert into sources (message, mime) values (?, ?)',
  addProperty: 'insert into properties (message, mailbox, id, value) values (?, ?, ?, ?)',
  removeProperties: 'delete from properties where message = ?',
  addAttachment: `insert into attachments (id, message, name, content_type, is_inline, content_id, bytes)
                  values (?, ?, ?, ?, ?, ?, ?)`,
  markAttachments: 'update messages set has_attachments = 1 where row = ?',
  byRow: 'select * from messages where row = ?',
  byId: 'select * from messages where id = ? and mailbox = ?',
  byInternetMessageId: 'select * from messages where internet_message_id = ? order by row',
  countFolders: 'select folder, count(*) as total from messages where mailbox = ? group by folder',
  attachments: 'select * from attachments where message = ? order by row',
  attachmentBytes: 'select coalesce(sum(length(bytes)), 0) as total from attachments where message = ?',
  source: 'select mime from sources where message = ?',
  replaceContent:
    'update messages set internet_message_id = ?, subject = ?, content = ?, modified_at = ? where row = ?',
  move: 'update messages set id = ?, folder = ?, modified_at = ?, move_at = null where row = ?',
  remove: 'delete from messages where row = ?',
  removeMailbox: 'delete from messages where mailbox = ?',
} as const;

type StatementName = keyof typeof statements;

export type MessageStatements = Record<StatementName, StatementSync> & {
  /** Prepares other SQL once. */
  cached(sql: string): StatementSync;
};

export function prepareMessageStatements(database: DatabaseSync): MessageStatements {
  const bySql = new Map<string, StatementSync>();
  const cached = (sql: string): StatementSync => {
    const statement = bySql.get(sql) ?? database.prepare(sql);
    bySql.set(sql, statement);
    return statement;
  };
  const entries = Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)] as const);
  return { ...(Object.fromEntries(entries) as Record<StatementName, StatementSync>), cached };
}

/** Inside another transaction, the work becomes part of that one. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  if (database.isTransaction) return work();
  database.exec('begin');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}
