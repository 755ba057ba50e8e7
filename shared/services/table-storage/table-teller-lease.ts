/** The lease of the teller: a row beside the alerts that says who tells, and until when. A teller that was stopped is waited for as long as that. */
import type { HeldLease, TellerLease } from '../../alert/alerts.ts';
import { MINUTE } from '../../duration.ts';
import { ALERTS_PARTITION } from './alert-row.ts';
import type { Table } from './table.ts';

/** Longer than a mail takes at most (LONGEST_HANDLING): a teller renews it before each. */
const LEASE_FOR = 5 * MINUTE;

/** So much may the clocks of two instances differ. */
const CLOCK_DIFFERENCE = MINUTE;

const LEASE_KEY = 'lease:teller';
const EXISTS = 409;
const CHANGED = 412;
const NOT_FOUND = 404;

export function createTableTellerLease(table: Table, now: () => Date): TellerLease {
  const row = (holder: string) => ({
    partitionKey: ALERTS_PARTITION,
    rowKey: LEASE_KEY,
    holder,
    until: new Date(now().getTime() + LEASE_FOR),
  });

  const replace = async (holder: string, etag: string): Promise<string | undefined> =>
    (
      await table.runUnless([CHANGED, NOT_FOUND], 'Taking the teller’s lease', (client, options) =>
        client.updateEntity(row(holder), 'Replace', { ...options, etag }),
      )
    )?.etag;

  async function create(holder: string): Promise<string | undefined> {
    const created = await table.runUnless([EXISTS], 'Taking the teller’s lease', (client, options) =>
      client.createEntity(row(holder), options),
    );
    return created?.etag;
  }

  async function takeOver(holder: string): Promise<string | undefined> {
    const found = await table.runUnless([NOT_FOUND], 'Reading the teller’s lease', (client, options) =>
      client.getEntity<Record<string, unknown>>(ALERTS_PARTITION, LEASE_KEY, options),
    );
    if (!found) return create(holder);
    return isInForce(found.until, now()) ? undefined : replace(holder, found.etag);
  }

  function heldBy(holder: string, first: string): HeldLease {
    let etag: string | undefined = first;
    return {
      async renew() {
        etag = etag && (await replace(holder, etag));
        return etag !== undefined;
      },
      async release() {
        const last = etag;
        if (last === undefined) return;
        await table
          .runUnless([CHANGED, NOT_FOUND], 'Giving the teller’s lease back', (client, options) =>
            client.deleteEntity(ALERTS_PARTITION, LEASE_KEY, { ...options, etag: last }),
          )
          .catch(() => undefined);
      },
    };
  }

  return {
    async take() {
      const holder = crypto.randomUUID();
      const etag = await takeOver(holder);
      return etag === undefined ? undefined : heldBy(holder, etag);
    },
  };
}

/** None lasts longer than it was taken for: one that seems to was taken before the clock was moved back, and nobody renews it. */
function isInForce(until: unknown, now: Date): boolean {
  const leftMs = until instanceof Date ? until.getTime() - now.getTime() : 0;
  return leftMs > 0 && leftMs <= LEASE_FOR + CLOCK_DIFFERENCE;
}
