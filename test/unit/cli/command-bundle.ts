/** What a command works with, in memory: a terminal that records, and the operator's ports. */
import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import type { Copies } from '../../../shared/delivery/delivery-ports.ts';
import type { OutgoingMessage, QueueAccess, QueueCounts } from '../../../shared/message/queue-access.ts';
import type { Connection, Connections } from '../../../shared/tenant/connection.ts';
import type { Certificate, Credentials } from '../../../shared/tenant/credential.ts';
import { toInventory, type VaultInventory } from '../../../shared/tenant/expiry/vault-inventory.ts';
import type { NewSecret, SecretDescription, VaultSecrets } from '../../../shared/tenant/vault-secrets.ts';
import { createMemoryAlerts } from '../../harness/memory/memory-alerts.ts';
import { createMemoryHolds } from '../../harness/memory/memory-holds.ts';
import { createMemoryLedger } from '../../harness/memory/memory-ledger.ts';
import { createMemoryTenants } from '../../harness/memory/memory-tenants.ts';

export const NOW = new Date('2026-03-01T09:00:00Z');

export const contoso: Connection = {
  tenant: 'contoso',
  tenantId: '11111111-2222-3333-4444-555555555555',
  clientId: '66666666-7777-8888-9999-000000000000',
  cloud: 'global',
  credential: 'client-secret',
  secretName: 'postbus-contoso-client-secret',
  mailboxes: ['noreply@contoso.example', 'orders@contoso.example'],
  plan: 'draft',
  mayLook: true,
  unconfirmed: 'park',
  settleSeconds: 120,
  looks: 2,
  autoRotate: false,
};

export interface RecordedTerminal extends Terminal {
  /** What stands on the screen beside the results: prompts, progress, warnings. */
  errorText(): string;
  /** Whether typed characters are hidden: raw mode is on. */
  isRaw(): boolean;
  type(text: string): void;
}

export function recordTerminal({ isTerminal = false, input = '' } = {}): RecordedTerminal {
  const typed = new PassThrough();
  const raw = { isOn: false };
  if (!isTerminal) typed.end(input);
  const errors = recordStream(isTerminal);
  return {
    input: Object.assign(typed, {
      isTTY: isTerminal,
      setRawMode: (isOn: boolean) => {
        raw.isOn = isOn;
      },
    }),
    output: recordStream(isTerminal).stream,
    errors: errors.stream,
    errorText: errors.text,
    isRaw: () => raw.isOn,
    type: (text) => {
      typed.write(text);
    },
  };
}

function recordStream(isTTY: boolean) {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => chunks.join('') };
}

/** The operator's ports. `written` is the order of what was changed. */
export function memoryOperator({
  connections: initial = [] as readonly Connection[],
  secrets = {} as Readonly<Record<string, SecretDescription>>,
} = {}) {
  const written: string[] = [];
  const enqueued: OutgoingMessage[] = [];
  const copies = memoryCopies();
  const tenants = createMemoryTenants(() => NOW, initial);
  const stored = new Map<string, SecretDescription & { readonly value?: string }>(Object.entries(secrets));
  return {
    written,
    enqueued,
    secretValue: (name: string) => stored.get(name)?.value,
    connections: recordWrites(tenants.connections, written),
    secrets: memorySecrets(stored, written),
    credentials: memoryCredentials(),
    inventory: memoryInventory(stored),
    credentialRecords: tenants.records,
    credentialUses: tenants.uses,
    now: () => NOW,
    alerts: createMemoryAlerts(),
    queue: memoryQueue(enqueued),
    ledger: createMemoryLedger(),
    holds: createMemoryHolds(),
    copies,
    /** What was put back on the queue. */
    scheduled: copies.scheduled,
    close: async () => {},
  };
}

function recordWrites(connections: Connections, written: string[]): Connections {
  return {
    ...connections,
    save: (connection) => {
      written.push(`connection ${connection.tenant}`);
      return connections.save(connection);
    },
    remove: (tenant) => {
      written.push(`removed connection ${tenant}`);
      return connections.remove(tenant);
    },
  };
}

function memorySecrets(
  stored: Map<string, SecretDescription & { readonly value?: string }>,
  written: string[],
): VaultSecrets {
  return {
    write: async ({ name, value, expiresAt }: NewSecret) => {
      written.push(`secret ${name}`);
      stored.set(name, { version: '2', value, ...(expiresAt ? { expiresAt } : {}) });
    },
    describe: async (name) => stored.get(name),
    remove: async (name) => {
      written.push(`removed secret ${name}`);
      stored.delete(name);
    },
  };
}

const memoryInventory = (stored: ReadonlyMap<string, SecretDescription>): VaultInventory => ({
  list: async () =>
    toInventory(
      [...stored].map(([name, { expiresAt }]) => ({ name, isEnabled: true, ...(expiresAt ? { expiresAt } : {}) })),
    ),
});

/** Holds a certificate under every name. */
const memoryCredentials = (): Credentials => ({
  read: async () => memoryCertificate,
  readAgain: async () => memoryCertificate,
  readEarlier: async () => undefined,
});

const memoryCertificate: Certificate = {
  kind: 'certificate',
  privateKey: 'key',
  thumbprint: 'AB'.repeat(32),
  portalThumbprint: 'CD'.repeat(20),
  fingerprint: 'certificate-1',
  version: '1',
  expiresAt: new Date('2026-03-21T10:00:00Z'),
};

const memoryQueue = (
  enqueued: OutgoingMessage[],
  counts: QueueCounts = { active: 2, scheduled: 1, deadLetter: 0 },
): QueueAccess => ({
  send: async (messages, onProgress = () => {}) => {
    for (const message of messages) enqueued.push(message);
    onProgress(enqueued.length);
  },
  counts: async () => counts,
});

interface Scheduled {
  readonly id: string | undefined;
  readonly isResend: boolean;
}

function memoryCopies(): Copies & { readonly scheduled: Scheduled[]; failWith?: Error } {
  const scheduled: Scheduled[] = [];
  return {
    scheduled,
    async schedule(received, { replay }) {
      if (this.failWith) throw this.failWith;
      scheduled.push({ id: received.copy?.originalMessageId, isResend: replay?.isResend ?? false });
    },
  };
}

/** The failure of something that must fail. */
export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}
