/** What a worker in a storm sees of the world: the twins, each call through a gate and in reach of a fault. */
import { type DeliveryError, deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { Copies, DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import type { Ledger } from '../../../shared/delivery/ledger.ts';
import type { MailboxAccess } from '../../../shared/delivery/mailbox-access.ts';
import type { Turn } from '../../../shared/delivery/permits.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import type { Holds } from '../../../shared/tenant/holds.ts';
import type { Fault, StormWorker, StormWorld } from './storm-world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** As in `deadlines.ts`; a Graph call with its token, and both once again after a 401. */
const TABLE_MS = 10 * SECOND;
const QUEUE_MS = 15 * SECOND;
const GRAPH_MS = 80 * SECOND;

const ANY: readonly [Fault, ...Fault[]] = ['crash-before', 'crash-after', 'fail-before', 'fail-after', 'fail-late'];
/** A call that changes nothing. */
const READING: readonly [Fault, ...Fault[]] = ['crash-before', 'fail-before'];

export interface StormServices {
  readonly world: StormWorld;
  readonly ledger: Ledger;
  readonly mailboxes: MailboxAccess;
  readonly queue: Copies;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly holds: Holds;
}

export function stormPorts(
  { world, ledger, mailboxes, queue, connections, holds }: StormServices,
  worker: StormWorker,
): DeliveryPorts {
  return {
    ledger: stormLedger(world, worker, ledger),
    holds: stormHolds(world, worker, holds),
    mailboxes: stormMailboxes(world, worker, mailboxes),
    connections: {
      find: (tenant) =>
        world.call(worker, {
          name: 'find connection',
          deadlineMs: TABLE_MS,
          faults: READING,
          effect: async () => connections.get(tenant),
          error: ledgerAway,
        }),
      read: (tenant) =>
        world.call(worker, {
          name: 'read connection',
          deadlineMs: TABLE_MS,
          faults: READING,
          effect: async () => connections.get(tenant),
          error: ledgerAway,
        }),
      list: async () => [...connections.values()],
      save: async () => undefined,
      remove: async () => false,
    },
    copies: {
      schedule: (received, comeBack) =>
        world.call(worker, {
          name: `schedule copy ${comeBack.copy} for ${comeBack.at.toISOString().slice(11, 19)}`,
          deadlineMs: QUEUE_MS,
          faults: ANY,
          effect: () => queue.schedule(received, comeBack),
          error: () => new Error('the queue does not answer'),
        }),
    },
    credentials: { read: async () => credential, readAgain: async () => credential },
    tokens: { acquire: async () => 'token', drop: () => undefined },
    permits: { take: async () => (world.strikes() ? turnLater(world, worker) : turnNow), pause: () => undefined },
    log: () => undefined,
    now: () => world.nowOf(worker),
    random: world.random.next,
  };
}

const credential = { secret: 'secret', fingerprint: 'fingerprint', version: '1' };
const turnNow: Turn = { kind: 'now', release: () => undefined };
const turnLater = (world: StormWorld, worker: StormWorker): Turn => ({
  kind: 'later',
  at: new Date(world.nowOf(worker).getTime() + 5 * SECOND),
});
const ledgerAway = (): DeliveryError => deliveryError('ERR_LEDGER_UNAVAILABLE');

function stormLedger(world: StormWorld, worker: StormWorker, ledger: Ledger): Ledger {
  const through = <Answer>(name: string, faults: readonly [Fault, ...Fault[]], effect: () => Promise<Answer>) =>
    world.call(worker, { name: `ledger ${name}`, deadlineMs: TABLE_MS, faults, effect, error: ledgerAway });
  return {
    ...ledger,
    create: (entry) => through(`create ${entry.state}`, ANY, () => ledger.create(entry)),
    read: (tenant, id) => through('read', READING, () => ledger.read(tenant, id)),
    update: (stored, next) => through(`update to ${next.state}`, ANY, () => ledger.update(stored, next)),
    park: (entry, body, stored) => through('park', ANY, () => ledger.park(entry, body, stored)),
    recordConflict: (entry) => through('record conflict', ANY, () => ledger.recordConflict(entry)),
  };
}

/** `find` is a view of its own that costs no call. */
function stormHolds(world: StormWorld, worker: StormWorker, holds: Holds): Holds {
  const through = <Answer>(name: string, faults: readonly [Fault, ...Fault[]], effect: () => Promise<Answer>) =>
    world.call(worker, { name: `hold ${name}`, deadlineMs: TABLE_MS, faults, effect, error: ledgerAway });
  return {
    ...holds,
    read: (scope) => through('read', READING, () => holds.read(scope)),
    create: (hold) => through('create', ANY, () => holds.create(hold)),
    update: (stored, next) => through(`update to ${next.state}`, ANY, () => holds.update(stored, next)),
  };
}

function stormMailboxes(world: StormWorld, worker: StormWorker, mailboxes: MailboxAccess): MailboxAccess {
  const refusal = (): DeliveryError => refuse(world, worker);
  /** A send that is not refused for a reason may have been sent. */
  const through = <Answer>(name: string, effect: () => Promise<Answer>, isSend = false): Promise<Answer> => {
    const isRefused = world.random.chance(0.3);
    const faults: readonly [Fault, ...Fault[]] = isRefused ? ['fail-before'] : name === 'look' ? READING : ANY;
    const doubt = deliveryError(isSend ? 'ERR_DELIVERY_UNCONFIRMED' : 'ERR_GRAPH_UNAVAILABLE', { provider: '504' });
    return world.call(worker, { name, deadlineMs: GRAPH_MS, faults, effect, error: isRefused ? refusal : () => doubt });
  };
  return {
    createDraft: (mailbox, outgoing) => through('create draft', () => mailboxes.createDraft(mailbox, outgoing)),
    sendDraft: (mailbox, id) => through(`send ${id}`, () => mailboxes.sendDraft(mailbox, id), true),
    sendDirect: (mailbox, outgoing) => through('send mail', () => mailboxes.sendDirect(mailbox, outgoing), true),
    deleteDraft: (mailbox, id) => through(`delete ${id}`, () => mailboxes.deleteDraft(mailbox, id)),
    findCopies: (mailbox, id) => through('look', () => mailboxes.findCopies(mailbox, id)),
    probe: (mailbox) => through('look', () => mailboxes.probe(mailbox)),
    findDrafts: (mailbox, before) => through('look', () => mailboxes.findDrafts(mailbox, before)),
  };
}

function refuse({ random, nowOf }: StormWorld, worker: StormWorker): DeliveryError {
  const retryAt = new Date(nowOf(worker).getTime() + random.below(30 * MINUTE));
  return random.pick([
    deliveryError('ERR_MAILBOX_THROTTLED', { retryAt, provider: '429' }),
    deliveryError('ERR_MAILBOX_THROTTLED', { provider: '429' }),
    deliveryError('ERR_IDENTITY_UNAVAILABLE'),
    deliveryError('ERR_MAILBOX_ACCESS_DENIED', { provider: '403' }),
  ]);
}
