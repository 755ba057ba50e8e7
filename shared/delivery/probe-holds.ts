/**
 * Finds out whether the cause of a hold is gone: a token with the secret that is in the vault now, then one read of the mailbox. A hold
 * whose cause is gone is released; the others are probed again, more and more seldom. Runs on a timer; two at the same time do no harm.
 */
import { DAY, MINUTE } from '../duration.ts';
import { logHoldChanged, logHoldProbed, logProbeFailed } from '../log/hold-events.ts';
import { type Connection, permittedMailbox } from '../tenant/connection.ts';
import { type Hold, isAboutConnection, isForgotten, isLeftReleasing, probed, probedInVain } from '../tenant/hold.ts';
import type { StoredHold } from '../tenant/holds.ts';
import { openTokenSource } from '../tenant/token-source.ts';
import { type DeliveryError, deliveryError, isDeliveryError, toDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { errorCodes } from './error-codes.ts';
import { findHeldBack, releaseFew, releaseHold } from './release-hold.ts';
import { toFailure } from './to-failure.ts';

/** Holds that are looked at side by side. */
const AT_A_TIME = 8;
/** A run ends before the next but three begins; what is left is done then. */
const LONGEST_RUN = 4 * MINUTE;
/** So long a tenant that nobody connects, and that nothing waits for, is remembered. */
const UNKNOWN_FOR = DAY;

export async function probeHolds(ports: DeliveryPorts): Promise<void> {
  const all = await ports.holds.list();
  const now = ports.now();
  const mayGoOn = (): boolean => ports.now().getTime() - now.getTime() < LONGEST_RUN;
  const forgotten = all.filter(({ hold }) => isForgotten(hold, now));
  await Promise.all(forgotten.map((stored) => ports.holds.remove(stored)));
  const due = all.filter(({ hold: { state, probeAt } }) => state === 'held' && probeAt !== undefined && probeAt <= now);
  // All probes first: a release may take long, and is no other tenant's matter.
  const cured = await forEach(due, ports, async (stored) => ((await isCured(stored, ports)) ? stored : undefined));
  await forEach(cured, ports, async (stored) => {
    if (stored.hold.mailbox === undefined) await releaseHold(stored, ports, { by: 'probe', mayGoOn });
    else await releaseFew(stored, ports);
  });
  const left = all.filter(({ hold }) => isLeftReleasing(hold, now));
  await forEach(left, ports, async (stored) => {
    await releaseHold(stored, ports, { by: 'probe', mayGoOn });
  });
}

/** A few side by side. One that cannot be looked after now does not keep the others from it. */
async function forEach<Result>(
  holds: readonly StoredHold[],
  { log }: DeliveryPorts,
  work: (stored: StoredHold) => Promise<Result | undefined>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < holds.length; start += AT_A_TIME) {
    const group = holds.slice(start, start + AT_A_TIME);
    const done = await Promise.all(
      group.map((stored) => work(stored).catch((error: unknown) => logProbeFailed(log, stored.hold, error))),
    );
    results.push(...done.flatMap((result) => (result === undefined ? [] : [result])));
  }
  return results;
}

/** Where it is not, the next probe is later. */
async function isCured(stored: StoredHold, ports: DeliveryPorts): Promise<boolean> {
  const { hold } = stored;
  const failure = await probe(hold, ports);
  if (!failure) return true;
  if (await isNobodys(hold, ports)) return forget(stored, ports);
  const learned = errorCodes[failure.code].action === 'hold';
  const next = learned ? probed(hold, toFailure(failure), ports.now()) : probedInVain(hold, ports.now());
  if (!(await ports.holds.update(stored, next))) return false;
  if (learned && next.code !== hold.code) logHoldChanged(ports.log, next);
  else logHoldProbed(ports.log, next, learned);
  return false;
}

async function forget(stored: StoredHold, { holds }: DeliveryPorts): Promise<false> {
  await holds.remove(stored);
  return false;
}

/** Somebody mistyped a tenant, and what came for it is gone. */
async function isNobodys(hold: Hold, ports: DeliveryPorts): Promise<boolean> {
  if (!isAboutConnection(hold.code) || ports.now().getTime() - hold.since.getTime() < UNKNOWN_FOR) return false;
  return (await findHeldBack(hold, ports)).length === 0;
}

/** @returns what still stands in the way; undefined where nothing does */
async function probe(hold: Hold, ports: DeliveryPorts): Promise<DeliveryError | undefined> {
  try {
    await tryOut(hold, ports);
    return undefined;
  } catch (error) {
    const failure = toDeliveryError(error);
    // A tenant's hold is about its credential and consent: that one mailbox is out of reach is that mailbox's own matter.
    return hold.mailbox === undefined && failure.scope === 'mailbox' ? undefined : failure;
  }
}

async function tryOut(hold: Hold, ports: DeliveryPorts): Promise<void> {
  const connection = await ports.connections.read(hold.tenant);
  if (!connection) throw deliveryError('ERR_CONNECTION_UNKNOWN');
  const token = openTokenSource(connection, { tokens: ports.tokens, credentials: fromTheVault(ports) });
  await token.current();
  const address = addressOf(hold, connection);
  // Without Mail.ReadWrite there is nothing to read: the messages themselves are the next probe.
  if (address !== undefined && connection.mayLook) await ports.mailboxes.probe({ address, connection, token });
}

/** A mailbox that is no longer the connection's holds nothing back. */
const addressOf = ({ mailbox }: Hold, connection: Connection): string | undefined =>
  mailbox === undefined ? connection.mailboxes[0] : permittedMailbox(connection, mailbox);

/** A secret that was put there a moment ago counts. A vault that does not answer keeps nothing on hold: mail goes on from memory, too. */
const fromTheVault = ({ credentials }: DeliveryPorts): DeliveryPorts['credentials'] => ({
  read: (connection) =>
    credentials.readAgain(connection).catch((error: unknown) => {
      if (isDeliveryError(error) && error.code === 'ERR_VAULT_UNAVAILABLE') return credentials.read(connection);
      throw error;
    }),
  readAgain: (connection) => credentials.readAgain(connection),
  readEarlier: (connection, refused) => credentials.readEarlier(connection, refused),
});
