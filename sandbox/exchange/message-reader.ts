/** Reads messages out of the database. Every look-up by id, Message-ID, folder or extended property is one index access. */
import { integer, text, toAttachment, toMessage } from './mail-row.ts';
import type { StoredAttachment, StoredMessage } from './message-content.ts';
import { type MessageQuery, toClause } from './message-query.ts';
import type { MessageStatements } from './message-statements.ts';
import { toMime } from './to-mime.ts';

export interface MessageReader {
  find(mailbox: string, id: string): StoredMessage | undefined;
  byInternetMessageId(internetMessageId: string): readonly StoredMessage[];
  search(query: MessageQuery): readonly StoredMessage[];
  count(query: MessageQuery): number;
  countFolders(mailbox: string): ReadonlyMap<string, number>;
  attachments(message: StoredMessage): readonly StoredAttachment[];
  /** Bytes of all its attachments. */
  attachmentBytes(message: StoredMessage): number;
  /** As a recipient's server would get it, or as it came. */
  mime(message: StoredMessage): string;
}

export function createMessageReader(statements: MessageStatements): MessageReader {
  const attachments = (message: StoredMessage) => statements.attachments.all(message.row).map(toAttachment);
  return {
    find: (mailbox, id) => {
      const row = statements.byId.get(id, mailbox);
      return row && toMessage(row);
    },
    byInternetMessageId: (id) => statements.byInternetMessageId.all(id).map(toMessage),
    search: (query) => {
      const { sql, values } = toClause(query);
      const select = statements.cached(`select * from messages where ${sql} order by row desc limit ? offset ?`);
      return select.all(...values, query.top, query.skip).map(toMessage);
    },
    count: (query) => {
      const { sql, values } = toClause(query);
      const row = statements.cached(`select count(*) as total from messages where ${sql}`).get(...values);
      return row === undefined ? 0 : integer(row, 'total');
    },
    countFolders: (mailbox) =>
      new Map(statements.countFolders.all(mailbox).map((row) => [text(row, 'folder'), integer(row, 'total')])),
    attachments,
    attachmentBytes: ({ row }) => integer(statements.attachmentBytes.get(row) ?? {}, 'total'),
    mime: (message) => {
      const source = statements.source.get(message.row);
      return source === undefined ? toMime(message, attachments(message)) : text(source, 'mime');
    },
  };
}
