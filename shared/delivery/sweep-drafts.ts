/**
 * Deletes drafts of ours that nobody will send: a crash or a lost answer left them behind, and their message has its last word.
 * Each mailbox is looked at once a day, in the hour that its address stands for, so that a run stays short.
 */
import { createHash } from 'node:crypto';
import { DAY, HOUR } from '../duration.ts';
import { logSweepFailed } from '../log/housekeeping-events.ts';
import type { Connection } from '../tenant/connection.ts';
import { openTokenSource } from '../tenant/token-source.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { LedgerState } from './ledger-entry.ts';
import type { FoundDraft, MailboxHandle } from './mailbox-access.ts';

/** Younger ones may belong to somebody who is at work. */
const OLD_AFTER = DAY;
const HOURS = 24;
const AT_WORK: ReadonlySet<LedgerState> = new Set(['attempting', 'deferred', 'parked']);

/** @returns how many were deleted. A mailbox that cannot be read is left for another day. */
export async function sweepDrafts(ports: DeliveryPorts, until: Date): Promise<number> {
  let deleted = 0;
  for (const mailbox of await dueMailboxes(ports)) {
    if (ports.now() >= until) break;
    try {
      deleted += await sweepMailbox(mailbox, ports);
    } catch (error) {
      logSweepFailed(ports.log, mailbox.connection.tenant, error);
    }
  }
  return deleted;
}

async function dueMailboxes(ports: DeliveryPorts): Promise<readonly MailboxHandle[]> {
  const hour = Math.floor(ports.now().getTime() / HOUR) % HOURS;
  const connections = await ports.connections.list((tenant, error) => logSweepFailed(ports.log, tenant, error));
  const due = connections
    .filter(({ mayLook }) => mayLook)
    .flatMap((connection) => connection.mailboxes.map((address) => toHandle(address, connection, ports)))
    .filter(({ address }) => hourOf(address) === hour);
  const free = await Promise.all(due.map((mailbox) => isFree(mailbox, ports)));
  return due.filter((_, index) => free[index]);
}

/** What is held cannot be read, and would only take time. */
const isFree = async ({ address, connection }: MailboxHandle, { holds }: DeliveryPorts): Promise<boolean> =>
  (await holds.find(connection.tenant, address)) === undefined;

const toHandle = (address: string, connection: Connection, ports: DeliveryPorts): MailboxHandle => ({
  address,
  connection,
  token: openTokenSource(connection, ports),
});

const hourOf = (address: string): number =>
  createHash('sha256').update(address.toLowerCase()).digest().readUInt32BE() % HOURS;

async function sweepMailbox(mailbox: MailboxHandle, ports: DeliveryPorts): Promise<number> {
  const before = new Date(ports.now().getTime() - OLD_AFTER);
  let deleted = 0;
  for (const draft of await ports.mailboxes.findDrafts(mailbox, before)) {
    if (await isWanted(draft, mailbox, ports)) continue;
    await ports.mailboxes.deleteDraft(mailbox, draft.id);
    deleted += 1;
  }
  return deleted;
}

async function isWanted(
  { messageId }: FoundDraft,
  { connection }: MailboxHandle,
  { ledger, now }: DeliveryPorts,
): Promise<boolean> {
  const stored = await ledger.read(connection.tenant, messageId);
  if (!stored) return false;
  const { state, updatedAt } = stored.entry;
  // Over 30 a minute, Exchange leaves what it has accepted in Drafts for a while: that is no draft to delete.
  return AT_WORK.has(state) || now().getTime() - updatedAt.getTime() < OLD_AFTER;
}
