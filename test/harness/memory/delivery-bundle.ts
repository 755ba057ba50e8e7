/**
 * The flow with twins in memory: a queue for scheduled copies, a ledger, mailboxes, and a clock that is moved by hand.
 * `deliver` hands the flow what it is given; `deliverNextCopy` takes from the queue, and settles as the Functions host does.
 */
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import type { Outcome } from '../../../shared/delivery/outcome.ts';
import { createPermits } from '../../../shared/delivery/permits.ts';
import type { LogEvent } from '../../../shared/log/log-sink.ts';
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';
import { type Connection, type ConnectionInput, connectionSchema } from '../../../shared/tenant/connection.ts';
import type { ClientSecret } from '../../../shared/tenant/credential.ts';
import { createMemoryHolds } from './memory-holds.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemoryMailboxes } from './memory-mailboxes.ts';
import { createMemoryQueue } from './memory-queue.ts';

export const START = new Date('2026-11-22T12:00:00Z');

export function createDeliveryBundle(overrides: Partial<ConnectionInput> = {}) {
  const clock = { now: START };
  const ledger = createMemoryLedger();
  const holds = createMemoryHolds();
  const mailboxes = createMemoryMailboxes({ now: () => clock.now });
  const queue = createMemoryQueue({ now: () => clock.now });
  const events: LogEvent[] = [];
  const connections = new Map<string, Connection>([['contoso', contoso(overrides)]]);
  const faults = { credential: [] as Error[], token: [] as Error[], schedule: [] as Error[] };
  /** What lies in the vault, and what was read of it last. */
  const secrets = {
    stored: 'secret-1',
    earlier: undefined as string | undefined,
    cached: undefined as string | undefined,
  };

  const ports: DeliveryPorts = {
    ledger,
    holds,
    mailboxes,
    connections: {
      find: async (tenant) => connections.get(tenant),
      read: async (tenant) => connections.get(tenant),
      list: async () => [...connections.values()],
      save: async (connection) => {
        connections.set(connection.tenant, connection);
      },
      markRotated: async (tenant) => connections.has(tenant),
      remove: async (tenant) => connections.delete(tenant),
    },
    credentials: {
      read: async () => {
        secrets.cached ??= secrets.stored;
        return credentialOf(secrets.cached, faults.credential.shift());
      },
      readAgain: async () => {
        secrets.cached = secrets.stored;
        return credentialOf(secrets.cached, faults.credential.shift());
      },
      readEarlier: async () =>
        secrets.earlier === undefined ? undefined : credentialOf(secrets.earlier, faults.credential.shift()),
    },
    tokens: {
      acquire: async (_connection, { fingerprint }) => {
        const fault = faults.token.shift();
        if (fault) throw fault;
        return `token of ${fingerprint}`;
      },
      drop: () => undefined,
    },
    permits: createPermits({
      concurrency: 4,
      longestWaitMs: 1000,
      mostWaiting: 8,
      mostWaitingAMailbox: 4,
      now: () => clock.now,
    }),
    copies: {
      schedule: async (received, comeBack) => {
        const fault = faults.schedule.shift();
        if (fault) throw fault;
        await queue.schedule(received, comeBack);
      },
    },
    log: (event) => {
      events.push(event);
    },
    now: () => clock.now,
    random: () => 1,
  };

  const deliver = (received: ReceivedMessage): Promise<Outcome> => deliverMessage(received, ports);

  async function deliverNextCopy(): Promise<Outcome> {
    const at = queue.nextAt();
    if (!at) throw new Error('no copy is scheduled');
    if (at > clock.now) clock.now = at;
    const locked = queue.receive();
    if (!locked) throw new Error('the copy was dead-lettered');
    try {
      const outcome = await deliver(locked.received);
      queue.complete(locked);
      return outcome;
    } catch (error) {
      queue.abandon(locked);
      throw error;
    }
  }

  return {
    clock,
    ledger,
    holds,
    mailboxes,
    queue,
    events,
    connections,
    faults,
    ports,
    rotateSecret: (value: string) => {
      secrets.earlier = secrets.stored;
      secrets.stored = value;
    },
    /** The message's own record. */
    record: async (id = 'order-1', tenant = 'contoso') => (await ledger.read(tenant, id))?.entry,
    pass: (ms: number) => {
      clock.now = new Date(clock.now.getTime() + ms);
    },
    deliver,
    /** Moves the clock to the next scheduled copy and delivers it. */
    deliverNextCopy,
    /** Delivers copies until none is left. */
    async drain(): Promise<void> {
      for (let rounds = 0; queue.waiting.length > 0; rounds += 1) {
        if (rounds > 200) throw new Error('the message comes back for ever');
        await deliverNextCopy();
      }
    },
  };
}

export const contoso = (overrides: Partial<ConnectionInput> = {}): Connection =>
  connectionSchema.parse({
    tenant: 'contoso',
    tenantId: '11111111-1111-1111-8111-111111111111',
    clientId: '22222222-2222-4222-8222-222222222222',
    secretName: 'postbus-contoso-client-secret',
    mailboxes: ['noreply@contoso.example', 'orders@contoso.example'],
    ...overrides,
  });

/** A producer's queue message as the trigger hands it over for the first time. */
export function receive(body: unknown = {}, overrides: Partial<ReceivedMessage> = {}): ReceivedMessage {
  const message = typeof body === 'object' && body !== null ? { ...plainMessage, ...body } : body;
  return {
    body: Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)),
    messageId: 'msg_1',
    deliveryCount: 1,
    sequenceNumber: '1',
    enqueuedAt: START,
    ...overrides,
  };
}

export const plainMessage = {
  version: 1,
  tenant: 'contoso',
  id: 'order-1',
  to: ['ada@example.org'],
  subject: 'Your order',
  text: 'Thank you.',
};

async function credentialOf(secret: string, fault: Error | undefined): Promise<ClientSecret> {
  if (fault) throw fault;
  return { kind: 'client-secret', secret, fingerprint: `fingerprint of ${secret}`, version: '1' };
}
