/**
 * Queues in one SQLite file. Writes are grouped into one transaction per turn of the event loop, and `afterCommit` listeners run
 * after it: what was answered survives a kill -9 of the process. WAL with synchronous=NORMAL does not promise that for a power cut,
 * which a sandbox need not, and FULL halves the throughput (measured). Messages can be looked at with plain SQL.
 */
import { DatabaseSync } from 'node:sqlite';
import type { MessageStore, StoredQueue } from './message-store.ts';
import type { QueueMessage } from './queue-message.ts';
import { fromRow, messageColumns, toRow } from './sqlite-message-row.ts';

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS message (
    queue TEXT NOT NULL, sequence_number INTEGER NOT NULL, message_id TEXT NOT NULL, state TEXT NOT NULL,
    delivery_count INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, scheduled_at INTEGER, expires_at INTEGER,
    enqueue_sequence_number INTEGER, durable INTEGER, priority INTEGER, ttl_ms INTEGER, annotations BLOB,
    properties BLOB NOT NULL, application_properties BLOB, body BLOB NOT NULL,
    PRIMARY KEY (queue, sequence_number)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS seen_message_id (
    queue TEXT NOT NULL, message_id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (queue, message_id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS last_sequence_number (queue TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;`;

const insertMessage = `INSERT OR REPLACE INTO message (${messageColumns.join(', ')})
  VALUES (${messageColumns.map((column) => `:${column}`).join(', ')})`;

/** `now` says which remembered message ids are old enough to be dropped when the file is opened. */
export function openSqliteStore(file: string, now: number): MessageStore {
  const database = new DatabaseSync(file);
  database.exec(schema);
  database.prepare('DELETE FROM seen_message_id WHERE until <= ?').run(now);
  return new SqliteStore(database);
}

class SqliteStore implements MessageStore {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;
  /** One write per message and turn is enough: the last one says what is true. */
  #messageWrites = new Map<string, () => void>();
  #otherWrites: (() => void)[] = [];
  /** Kept apart from the messages: one that came and went within a turn is never written, and its number must not be used again. */
  readonly #lastNumbers = new Map<string, number>();
  #listeners: (() => void)[] = [];
  #isCommitDue = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  load(queue: string): StoredQueue {
    const { lastNumber, messages, seenIds } = this.#statements;
    return {
      lastSequenceNumber: Number(lastNumber.get(queue)?.value ?? 0),
      messages: messages.all(queue).map(fromRow),
      seenMessageIds: seenIds
        .all(queue)
        .map((row) => ({ messageId: String(row.message_id), until: Number(row.until) })),
    };
  }

  put(queue: string, message: QueueMessage): void {
    this.#writeMessage(queue, message.sequenceNumber, () => this.#statements.putMessage.run(toRow(queue, message)));
  }

  remove(queue: string, sequenceNumber: number): void {
    this.#writeMessage(queue, sequenceNumber, () => this.#statements.removeMessage.run(queue, sequenceNumber));
  }

  remember(queue: string, messageId: string, until: number): void {
    this.#write(() => this.#statements.putSeenId.run(queue, messageId, until));
  }

  forgetMessageIds(queue: string): void {
    this.#write(() => this.#statements.forgetSeenIds.run(queue));
  }

  afterCommit(listener: () => void): void {
    if (this.#isCommitDue) this.#listeners.push(listener);
    else listener();
  }

  close(): void {
    if (this.#isCommitDue) this.#commit();
    this.#database.close();
  }

  #writeMessage(queue: string, sequenceNumber: number, write: () => void): void {
    this.#messageWrites.set(`${sequenceNumber} ${queue}`, write);
    this.#lastNumbers.set(queue, Math.max(sequenceNumber, this.#lastNumbers.get(queue) ?? 0));
    this.#commitSoon();
  }

  #write(write: () => void): void {
    this.#otherWrites.push(write);
    this.#commitSoon();
  }

  #commitSoon(): void {
    if (this.#isCommitDue) return;
    this.#isCommitDue = true;
    setImmediate(() => {
      if (this.#database.isOpen && this.#isCommitDue) this.#commit();
    });
  }

  #commit(): void {
    const writes = [...this.#messageWrites.values(), ...this.#otherWrites];
    const listeners = this.#listeners;
    this.#messageWrites = new Map();
    this.#otherWrites = [];
    this.#listeners = [];
    this.#isCommitDue = false;
    this.#database.exec('BEGIN');
    for (const write of writes) write();
    for (const [queue, number] of this.#lastNumbers) this.#statements.putLastNumber.run(queue, number);
    this.#database.exec('COMMIT');
    this.#lastNumbers.clear();
    for (const listener of listeners) listener();
  }
}

function prepareStatements(database: DatabaseSync) {
  return {
    putMessage: database.prepare(insertMessage),
    removeMessage: database.prepare('DELETE FROM message WHERE queue = ? AND sequence_number = ?'),
    messages: database.prepare('SELECT * FROM message WHERE queue = ? ORDER BY sequence_number'),
    putSeenId: database.prepare('INSERT OR REPLACE INTO seen_message_id VALUES (?, ?, ?)'),
    forgetSeenIds: database.prepare('DELETE FROM seen_message_id WHERE queue = ?'),
    seenIds: database.prepare('SELECT * FROM seen_message_id WHERE queue = ? ORDER BY until'),
    putLastNumber: database.prepare(
      `INSERT INTO last_sequence_number VALUES (?, ?) ON CONFLICT (queue) DO UPDATE SET value = max(value, excluded.value)`,
    ),
    lastNumber: database.prepare('SELECT value FROM last_sequence_number WHERE queue = ?'),
  };
}
