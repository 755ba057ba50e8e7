/**
 * Parks one message through the real ledger, with a body that is a piece of a larger piece of memory, as the broker's client
 * hands bodies over. A process of its own: jest's realm has classes of its own, and the SDK asks for them.
 */
import { blank, parked } from '../../shared/delivery/ledger-entry.ts';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableLedger } from '../../shared/services/table-storage/table-ledger.ts';

const noIdentity = { getToken: async () => null };
const now = new Date();
const memory = Buffer.from('another tenant’s message {"tenant":"contoso","é":1} and the next one');
const start = memory.indexOf('{');
const body = new Uint8Array(memory.buffer, memory.byteOffset + start, memory.indexOf('}') + 1 - start);

const ledger = createTableLedger(openTable(process.env.POSTBUS_TABLE_STORAGE ?? '', noIdentity));
const entry = blank('contoso', 'parked-1', { fingerprint: 'a', firstReceivedAt: now, now });
await ledger.park(parked(entry, { code: 'ERR_CONNECTION_UNKNOWN' }, now), body);
