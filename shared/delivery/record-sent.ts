/**
 * Records that Graph accepted a message: the truth, written over whatever anybody has made of the row meanwhile.
 * While the ledger is out of reach the knowledge travels in a copy of the received message, which then has nothing else to do:
 * forgotten, it would cost a second mail where nobody may look the first one up.
 */
import { copyNumber } from '../message/received-message.ts';
import { backOff } from './back-off.ts';
import { deliveryError, isDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Handling } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { type LedgerEntry, sent } from './ledger-entry.ts';
import type { Acceptance } from './mailbox-access.ts';
import { newEntry } from './new-entry.ts';
import type { Outcome } from './outcome.ts';

/** More lost races in a row than this, and something is wrong that waiting may cure. */
const MOST_RACES = 20;

interface SentMessage {
  readonly acceptance: Acceptance;
  /** The row as its attempt left it, where that is known: then a sent message costs no further read. */
  readonly stored?: StoredEntry;
}

export async function recordSent(
  handling: Handling,
  { acceptance, stored }: SentMessage,
  ports: DeliveryPorts,
): Promise<Outcome> {
  try {
    const latest = stored ?? (await ports.ledger.read(handling.message.tenant, handling.message.id));
    return { kind: 'sent', entry: await writeSent(handling, { acceptance, latest }, ports) };
  } catch (error) {
    if (!isDeliveryError(error) || error.code !== 'ERR_LEDGER_UNAVAILABLE') throw error;
    const copy = copyNumber(handling.received) + 1;
    const at = new Date(ports.now().getTime() + backOff(Math.min(copy, 6), ports.random()));
    const { tenant, id } = handling.message;
    return { kind: 'waiting', tenant, id, comeBack: { at, copy, sent: acceptance }, error };
  }
}

async function writeSent(
  handling: Handling,
  { acceptance, latest }: { readonly acceptance: Acceptance; readonly latest: StoredEntry | undefined },
  ports: DeliveryPorts,
): Promise<LedgerEntry> {
  let current = latest;
  for (let races = 0; races < MOST_RACES; races += 1) {
    if (current?.entry.state === 'sent') return current.entry;
    const next = sent(current?.entry ?? newEntry(handling, ports.now()), acceptance.requestId, ports.now());
    const written = current ? await ports.ledger.update(current, next) : await ports.ledger.create(next);
    if (written) return written.entry;
    current = await ports.ledger.read(next.tenant, next.id);
  }
  throw deliveryError('ERR_LEDGER_UNAVAILABLE', { provider: 'changed by others each time' });
}
