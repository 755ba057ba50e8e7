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
import type { Outcome } from './outcome.ts';

/** More lost races in a row than this, and something is wrong that waiting may cure. */
const MOST_RACES = 20;

/** After an attempt: its row is known, and a sent message costs no further read. */
export const recordSent = async (
  handling: Handling,
  { acceptance, stored }: { readonly acceptance: Acceptance; readonly stored: StoredEntry },
  ports: DeliveryPorts,
): Promise<Outcome> =>
  carryUntilRecorded(handling, acceptance, {
    ports,
    record: async (): Promise<Outcome> => ({ kind: 'sent', entry: await writeSent(stored, acceptance, ports) }),
  });

/**
 * From a copy that carries the knowledge.
 * @returns undefined where no attempt at this very message was ever opened: then nothing of ours can have been sent, and the
 *   mark is somebody else's. The message is handled like any other.
 */
export const recordCarriedSent = async (
  handling: Handling,
  acceptance: Acceptance,
  ports: DeliveryPorts,
): Promise<Outcome | undefined> =>
  carryUntilRecorded(handling, acceptance, {
    ports,
    record: async (): Promise<Outcome | undefined> => {
      const stored = await ports.ledger.read(handling.message.tenant, handling.message.id);
      if (!stored || stored.entry.fingerprint !== handling.fingerprint || stored.entry.internetMessageId === undefined)
        return undefined;
      return { kind: 'sent', entry: await writeSent(stored, acceptance, ports) };
    },
  });

async function carryUntilRecorded<Result extends Outcome | undefined>(
  { received, message }: Handling,
  acceptance: Acceptance,
  { ports, record }: { readonly ports: DeliveryPorts; readonly record: () => Promise<Result> },
): Promise<Result | Outcome> {
  try {
    return await record();
  } catch (error) {
    if (!isDeliveryError(error) || error.code !== 'ERR_LEDGER_UNAVAILABLE') throw error;
    const copy = copyNumber(received) + 1;
    const at = new Date(ports.now().getTime() + backOff(Math.min(copy, 6), ports.random()));
    const { tenant, id } = message;
    return { kind: 'waiting', tenant, id, comeBack: { at, copy, sent: acceptance }, error };
  }
}

async function writeSent(
  stored: StoredEntry,
  { requestId }: Acceptance,
  { ledger, now }: DeliveryPorts,
): Promise<LedgerEntry> {
  let current = stored;
  for (let races = 0; races < MOST_RACES; races += 1) {
    if (current.entry.state === 'sent') return current.entry;
    const written = await ledger.update(current, sent(current.entry, requestId, now()));
    if (written) return written.entry;
    current = (await ledger.read(stored.entry.tenant, stored.entry.id)) ?? current;
  }
  throw deliveryError('ERR_LEDGER_UNAVAILABLE', { provider: 'changed by others each time' });
}
