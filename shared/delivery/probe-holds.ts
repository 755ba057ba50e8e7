/**
 * Finds out whether the cause of a hold is gone: a token with the secret that is in the vault now, then one read of the mailbox. A hold
 * whose cause is gone is released; the others are probed again, more and more seldom. Runs on a timer; two at the same time do no harm.
 */
import { logHoldChanged, logHoldProbed, logProbeFailed } from '../log/hold-events.ts';
import { type Connection, permittedMailbox } from '../tenant/connection.ts';
import { type Hold, isForgotten, probed, probedInVain } from '../tenant/hold.ts';
import type { StoredHold } from '../tenant/holds.ts';
import { openTokenSource } from '../tenant/token-source.ts';
import { type DeliveryError, deliveryError, toDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { errorCodes } from './error-codes.ts';
import { releaseHold } from './release-hold.ts';
import { toFailure } from './to-failure.ts';

/** Holds that are looked at side by side. */
const AT_A_TIME = 8;

export async function probeHolds(ports: DeliveryPorts): Promise<void> {
  const all = await ports.holds.list();
  const now = ports.now();
  const forgotten = all.filter(({ hold }) => isForgotten(hold, now));
  await Promise.all(forgotten.map((stored) => ports.holds.remove(stored)));
  const due = all.filter(
    ({ hold }) => hold.state === 'releasing' || (hold.probeAt !== undefined && hold.probeAt <= now),
  );
  for (let start = 0; start < due.length; start += AT_A_TIME)
    await Promise.all(due.slice(start, start + AT_A_TIME).map((stored) => lookAfterOne(stored, ports)));
}

/** One that cannot be looked after now does not keep the others from it. */
async function lookAfterOne(stored: StoredHold, ports: DeliveryPorts): Promise<void> {
  try {
    await lookAfter(stored, ports);
  } catch (error) {
    logProbeFailed(ports.log, stored.hold, error);
  }
}

async function lookAfter(stored: StoredHold, ports: DeliveryPorts): Promise<void> {
  const { hold } = stored;
  if (hold.state === 'releasing') return void (await releaseHold(stored, ports, { by: 'probe' }));
  const failure = await probe(hold, ports);
  if (!failure) return void (await releaseHold(stored, ports, { by: 'probe' }));
  const learned = errorCodes[failure.code].action === 'hold';
  const next = learned ? probed(hold, toFailure(failure), ports.now()) : probedInVain(hold, ports.now());
  if (!(await ports.holds.update(stored, next))) return;
  if (learned && next.code !== hold.code) logHoldChanged(ports.log, next);
  else logHoldProbed(ports.log, next, learned);
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

/** A secret that was put there a moment ago counts. */
const fromTheVault = ({ credentials }: DeliveryPorts): DeliveryPorts['credentials'] => ({
  read: (connection) => credentials.readAgain(connection),
  readAgain: (connection) => credentials.readAgain(connection),
});
