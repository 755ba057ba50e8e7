/** What a worker in a storm or a walk sees of the world: the twins, each call through a gate and in reach of a fault. */
import { type DeliveryError, deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { Copies, DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import type { Ledger, Selection, StoredEntry } from '../../../shared/delivery/ledger.ts';
import type { MailboxAccess } from '../../../shared/delivery/mailbox-access.ts';
import type { Turn } from '../../../shared/delivery/permits.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import type { Holds } from '../../../shared/tenant/holds.ts';
import type { CallKind, Fault, StormWorker } from './storm-call.ts';
import { ledgerAway, stormHolds } from './storm-holds.ts';
import type { StormSecrets } from './storm-secrets.ts';
import type { StormWorld } from './storm-world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** As in `deadlines.ts`; a Graph call with its token, and both once again after a 401. */
const TABLE_MS = 10 * SECOND;
const QUEUE_MS = 15 * SECOND;
const GRAPH_MS = 80 * SECOND;

export interface StormServices {
  readonly world: StormWorld;
  readonly ledger: Ledger;
  readonly mailboxes: MailboxAccess;
  readonly queue: Copies;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly holds: Holds;
  readonly secrets: StormSecrets;
}

export function stormPorts(services: StormServices, worker: StormWorker): DeliveryPorts {
  const { world, ledger, mailboxes, queue, connections, holds, secrets } = services;
  const readConnection = (tenant: string) =>
    world.call(worker, {
      name: 'read connection',
      kind: 'constant',
      deadlineMs: TABLE_MS,
      effect: async () => connections.get(tenant),
      error: ledgerAway,
    });
  return {
    ledger: stormLedger(world, worker, ledger),
    holds: stormHolds(world, worker, holds),
    mailboxes: stormMailboxes(world, worker, mailboxes),
    connections: {
      find: readConnection,
      read: readConnection,
      list: async () => [...connections.values()],
      save: async () => undefined,
      markRotated: async () => false,
      remove: async () => false,
    },
    copies: {
      schedule: (received, comeBack) =>
        world.call(worker, {
          name: `schedule copy ${comeBack.copy} for ${comeBack.at.toISOString().slice(11, 19)}`,
          kind: 'write',
          deadlineMs: QUEUE_MS,
          effect: () => queue.schedule(received, comeBack),
          error: () => new Error('the queue does not answer'),
        }),
    },
    ...secrets.portsOf(worker.instance),
    permits: { take: async () => (world.fate.strikes() ? turnLater(world, worker) : turnNow), pause: () => undefined },
    log: () => undefined,
    now: () => world.nowOf(worker),
    random: world.fate.random,
  };
}

const turnNow: Turn = { kind: 'now', release: () => undefined };
const turnLater = (world: StormWorld, worker: StormWorker): Turn => ({
  kind: 'later',
  at: new Date(world.nowOf(worker).getTime() + 5 * SECOND),
});

function stormLedger(world: StormWorld, worker: StormWorker, ledger: Ledger): Ledger {
  const through = <Answer>(name: string, kind: CallKind, effect: () => Promise<Answer>) =>
    world.call(worker, { name: `ledger ${name}`, kind, deadlineMs: TABLE_MS, effect, error: ledgerAway });
  return {
    ...ledger,
    create: (entry) => through(`create ${entry.state}`, 'write', () => ledger.create(entry)),
    read: (tenant, id) => through('read', 'read', () => ledger.read(tenant, id)),
    update: (stored, next) => through(`update to ${next.state}`, 'write', () => ledger.update(stored, next)),
    park: (entry, body, stored) => through('park', 'write', () => ledger.park(entry, body, stored)),
    recordConflict: (entry) => through('record conflict', 'write', () => ledger.recordConflict(entry)),
    readBody: (entry) => through('read body', 'read', () => ledger.readBody(entry)),
    async *select(selection) {
      yield* await through('select', 'read', () => selectAll(ledger, selection));
    },
    removeEnded: (before, mayGoOn) => through('remove ended', 'write', () => ledger.removeEnded(before, mayGoOn)),
  };
}

/** One page, as it is at that instant. */
async function selectAll(ledger: Ledger, selection: Selection): Promise<readonly StoredEntry[]> {
  const found: StoredEntry[] = [];
  for await (const stored of ledger.select(selection)) found.push(stored);
  return found;
}

function stormMailboxes(world: StormWorld, worker: StormWorker, mailboxes: MailboxAccess): MailboxAccess {
  /** A send that is not refused for a reason may have been sent. */
  const through = <Answer>(name: string, kind: CallKind, effect: () => Promise<Answer>): Promise<Answer> => {
    const doubt = kind === 'send' ? 'ERR_DELIVERY_UNCONFIRMED' : 'ERR_GRAPH_UNAVAILABLE';
    const error = (fault: Fault): DeliveryError =>
      fault === 'refused' ? refuse(world, worker) : deliveryError(doubt, { provider: '504' });
    return world.call(worker, { name, kind, deadlineMs: GRAPH_MS, effect, error });
  };
  return {
    createDraft: (mailbox, outgoing) =>
      through('create draft', 'mailbox', () => mailboxes.createDraft(mailbox, outgoing)),
    sendDraft: (mailbox, id) => through(`send ${id}`, 'send', () => mailboxes.sendDraft(mailbox, id)),
    sendDirect: (mailbox, outgoing) => through('send mail', 'send', () => mailboxes.sendDirect(mailbox, outgoing)),
    deleteDraft: (mailbox, id) => through(`delete ${id}`, 'mailbox', () => mailboxes.deleteDraft(mailbox, id)),
    findCopies: (mailbox, id) => through('look', 'look', () => mailboxes.findCopies(mailbox, id)),
    probe: (mailbox) => through('look', 'look', () => mailboxes.probe(mailbox)),
    findDrafts: (mailbox, before) => through('look', 'look', () => mailboxes.findDrafts(mailbox, before)),
  };
}

/** The last one holds the mailbox back, which is where a walk, whose fate knows no chance, looks. */
function refuse({ fate, nowOf }: StormWorld, worker: StormWorker): DeliveryError {
  const retryAt = new Date(nowOf(worker).getTime() + Math.floor(fate.random() * 30 * MINUTE));
  const refusals = [
    deliveryError('ERR_MAILBOX_THROTTLED', { retryAt, provider: '429' }),
    deliveryError('ERR_MAILBOX_THROTTLED', { provider: '429' }),
    deliveryError('ERR_IDENTITY_UNAVAILABLE'),
  ];
  const denied = deliveryError('ERR_MAILBOX_ACCESS_DENIED', { provider: '403' });
  return refusals[Math.floor(fate.random() * (refusals.length + 1))] ?? denied;
}
