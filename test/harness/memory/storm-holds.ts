/**
 * Holds as an instance sees them: `find` answers from a view of its own, which may be ten seconds old, and which a change of its
 * own makes it forget. What goes to the store passes through gates.
 */
import { type DeliveryError, deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { Hold } from '../../../shared/tenant/hold.ts';
import type { Holds } from '../../../shared/tenant/holds.ts';
import type { CallKind, HoldView, StormWorker } from './storm-call.ts';
import type { StormWorld } from './storm-world.ts';

const SECOND = 1000;
const TABLE_MS = 10 * SECOND;
const FRESH_MS = 5 * SECOND;
const USABLE_MS = 10 * SECOND;

export async function readView(holds: Holds, at: Date): Promise<HoldView> {
  const all = await holds.list();
  return { at: at.getTime(), held: all.map(({ hold }) => hold).filter(({ state }) => state === 'held') };
}

export function stormHolds(world: StormWorld, worker: StormWorker, holds: Holds): Holds {
  const { instance } = worker;
  const through = <Answer>(name: string, kind: CallKind, effect: () => Promise<Answer>) =>
    world.call(worker, { name: `hold ${name}`, kind, deadlineMs: TABLE_MS, effect, error: ledgerAway });

  async function load(old: HoldView | undefined): Promise<HoldView> {
    try {
      instance.view = await through('list for a view', 'read', () => readView(holds, world.now()));
      return instance.view;
    } catch (error) {
      if (old) return old;
      throw error;
    }
  }

  async function currentView(): Promise<HoldView> {
    const old = instance.view;
    const age = old ? world.now().getTime() - old.at : Number.POSITIVE_INFINITY;
    if (old && age <= FRESH_MS) return old;
    // It is read again in the background: whoever comes meanwhile still sees the old one.
    if (old && age <= USABLE_MS && world.fate.coin()) return old;
    return load(old);
  }

  async function forgetting<Answer>(change: Promise<Answer>): Promise<Answer> {
    try {
      return await change;
    } finally {
      instance.view = undefined;
    }
  }

  return {
    async find(tenant, mailbox) {
      const { held } = await currentView();
      const own = held.filter((hold) => hold.tenant === tenant);
      const isOf = (hold: Hold): boolean => hold.mailbox?.toLowerCase() === mailbox?.toLowerCase();
      return own.find((hold) => hold.mailbox === undefined) ?? own.find(isOf);
    },
    read: (scope) => through('read', 'read', () => holds.read(scope)),
    list: () => through('list', 'read', () => holds.list()),
    create: (hold) => forgetting(through('create', 'write', () => holds.create(hold))),
    update: (stored, next) => forgetting(through(`update to ${next.state}`, 'write', () => holds.update(stored, next))),
    remove: (stored) => forgetting(through('remove', 'write', () => holds.remove(stored))),
  };
}

export const ledgerAway = (): DeliveryError => deliveryError('ERR_LEDGER_UNAVAILABLE');
