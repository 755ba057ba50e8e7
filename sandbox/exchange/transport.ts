/**
 * Exchange's transport: takes accepted messages out of Drafts and leaves the copy in Sent Items, as slowly as it is told to.
 * Promises: an accepted message moves exactly once, in order of acceptance, also after a restart or a jump of the clock;
 * one timer for all mailboxes, so that thousands of waiting messages cost nothing.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import type { ExchangeSettings } from './exchange-settings.ts';
import { makeItemId } from './item-id.ts';
import { type Row, toMessage } from './mail-row.ts';
import type { StoredMessage } from './message-content.ts';
import { createMessageRate } from './message-rate.ts';
import { inTransaction } from './message-statements.ts';
import { createWakeUp } from './wake-up.ts';

export interface TransportOptions {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  settings(): ExchangeSettings;
  /** `before` is the message as it lay in Drafts. Without a copy, `after` is undefined. */
  moved(before: StoredMessage, after: StoredMessage | undefined): void;
}

export interface Transport {
  /** Returns the instant at which the message leaves Drafts. */
  accept(message: StoredMessage, options: { keepsCopy: boolean }): number;
  reset(): void;
  stop(): void;
}

const batchSize = 200;

export function createTransport(options: TransportOptions): Transport {
  const { database, clock, settings } = options;
  const statements = prepare(database);
  const rate = createMessageRate();
  const wakeUp = createWakeUp(clock, () => moveDue());

  const sleepUntilNext = (): void => {
    const next = statements.next.get()?.instant;
    if (typeof next === 'number') wakeUp.at(next);
  };
  const moveDue = (): void => {
    const due = statements.due.all(clock.now(), batchSize);
    inTransaction(database, () => {
      for (const row of due) leaveDrafts(statements, options, row);
    });
    sleepUntilNext();
  };
  sleepUntilNext();

  return {
    accept: (message, { keepsCopy }) => {
      const { messagesPerMinute, sentItemsDelayMilliseconds } = settings();
      const release = rate.take(message.mailbox, clock.now(), messagesPerMinute) + sentItemsDelayMilliseconds;
      statements.submit.run(release, keepsCopy ? 1 : 0, message.row);
      if (release > clock.now()) {
        wakeUp.at(release);
        return release;
      }
      const row = statements.byRow.get(message.row);
      if (row !== undefined) leaveDrafts(statements, options, row);
      return release;
    },
    reset: () => rate.reset(),
    stop: () => wakeUp.stop(),
  };
}

function leaveDrafts(statements: Statements, { clock, moved, settings }: TransportOptions, row: Row): void {
  const before = toMessage(row);
  const now = clock.now();
  if (row.keeps_copy === 0) {
    statements.remove.run(before.row);
    moved(before, undefined);
    return;
  }
  const id = settings().idChangesOnSend ? makeItemId() : before.id;
  statements.leave.run(id, now, now, before.row);
  const sent = { id, folder: 'sentitems', isDraft: false, isSubmitted: false, sentAt: now, modifiedAt: now } as const;
  moved(before, { ...before, ...sent });
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  return {
    submit: database.prepare('update messages set move_at = ?, keeps_copy = ? where row = ?'),
    byRow: database.prepare('select * from messages where row = ?'),
    due: database.prepare(
      'select * from messages where move_at is not null and move_at <= ? order by move_at, row limit ?',
    ),
    next: database.prepare('select min(move_at) as instant from messages where move_at is not null'),
    leave: database.prepare(
      `update messages set id = ?, folder = 'sentitems', is_draft = 0, sent_at = ?, modified_at = ?, move_at = null
       where row = ?`,
    ),
    remove: database.prepare('delete from messages where row = ?'),
  };
}
