/**
 * What a rotation works with, in memory: Entra ID with its passwords, which some replicas know later than others, a vault, a connection,
 * and the record.
 */
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { MINUTE } from '../../../shared/duration.ts';
import { shortHash } from '../../../shared/message/fingerprint.ts';
import type { RegisteredCredential } from '../../../shared/tenant/app-registrations.ts';
import { type Connection, type ConnectionInput, connectionSchema } from '../../../shared/tenant/connection.ts';
import type { ClientSecret } from '../../../shared/tenant/credential.ts';
import type { CredentialUse } from '../../../shared/tenant/credential-uses.ts';
import type { LeftBecause } from '../../../shared/tenant/rotation/rotation.ts';
import type { RotationPorts, RotationStep } from '../../../shared/tenant/rotation/rotation-ports.ts';
import type { SecretVersion } from '../../../shared/tenant/secret-versions.ts';
import { createMemoryRotations } from './memory-rotations.ts';

export interface Password {
  readonly keyId: string;
  readonly displayName: string;
  readonly secret: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Before this, every second replica refuses it. */
  readonly knownFrom: Date;
}

export interface VaultVersion extends SecretVersion {
  readonly value: string;
}

interface WorldOptions {
  readonly propagationMs?: number;
  /** What the current version of the vault says of its password. */
  readonly isTagged?: boolean;
}

const SECRET_NAME = 'postbus-contoso-client-secret';
const START = new Date('2026-03-01T09:00:00Z');
const YEAR = 365 * 24 * 60 * MINUTE;

export function createRotationWorld({ propagationMs = 0, isTagged = false }: WorldOptions = {}) {
  const clock = { now: START };
  const passwords = new Map<string, Password>();
  const vault = new Map<string, VaultVersion[]>();
  /** Newest first. */
  const versionsOf = (name: string | undefined): VaultVersion[] => {
    const key = String(name).toLowerCase();
    const held = vault.get(key) ?? [];
    vault.set(key, held);
    return held;
  };
  const versions = versionsOf(SECRET_NAME);
  const steps: RotationStep[] = [];
  const uses: CredentialUse[] = [];
  const left: LeftBecause[] = [];
  const removed: { readonly keyId: string; readonly at: Date }[] = [];
  const rules = { mayRead: true, mayWrite: true, longestDays: 730 };
  const rotations = createMemoryRotations();
  const counter = { id: 0, token: 0 };
  const connections = new Map<string, Connection>();
  function saveConnection(input: Partial<ConnectionInput> = {}): void {
    const connection = connectionSchema.parse({
      tenant: 'contoso',
      tenantId: '11111111-2222-3333-4444-555555555555',
      clientId: '66666666-7777-8888-9999-000000000000',
      secretName: SECRET_NAME,
      mailboxes: ['noreply@contoso.example'],
      ...input,
    });
    connections.set(connection.tenant, connection);
  }
  saveConnection();
  function connectionOf(tenant = 'contoso'): Connection {
    const connection = connections.get(tenant);
    if (!connection) throw new Error(`there is no connection ${tenant}`);
    return connection;
  }

  function addPassword(displayName: string, endsAt: Date, secret = newSecret()): Password {
    const keyId = `key-${passwords.size + removed.length + 1}`;
    const knownFrom = new Date(clock.now.getTime() + propagationMs);
    const password = { keyId, displayName, secret, startsAt: clock.now, endsAt, knownFrom };
    passwords.set(keyId, password);
    return password;
  }
  /** The first three characters differ from one to the next. */
  const newSecret = (): string => {
    counter.id += 1;
    return `s${String(counter.id).padStart(2, '0')}~${'x'.repeat(30)}${counter.id}`;
  };
  function store(value: string, facts: Partial<SecretVersion> = {}, name = SECRET_NAME): string {
    const held = versionsOf(name);
    const version = `version-${held.length + 1}`;
    held.unshift({ version, value, isEnabled: true, createdAt: clock.now, ...facts });
    return version;
  }
  const accepts = (secret: string): boolean => {
    const password = [...passwords.values()].find((each) => each.secret === secret);
    if (!password || password.endsAt <= clock.now) return false;
    if (password.knownFrom <= clock.now) return true;
    counter.token += 1;
    return counter.token % 2 === 0;
  };
  const credentialOf = ({ value, version, expiresAt }: VaultVersion): ClientSecret => ({
    kind: 'client-secret',
    secret: value,
    version,
    fingerprint: shortHash(value),
    ...(expiresAt ? { expiresAt } : {}),
  });

  const first = addPassword('made by hand', new Date(START.getTime() + YEAR));
  const others = addPassword('of another system', new Date(START.getTime() + YEAR));
  store(first.secret, { expiresAt: first.endsAt, ...(isTagged ? { keyId: first.keyId } : {}) });
  clock.now = new Date(START.getTime() + 10 * MINUTE);

  const ports: RotationPorts = {
    connections: {
      read: async (tenant) => connections.get(tenant),
      list: async () => [...connections.values()],
      markRotated: async (tenant, rotatedAt) => {
        const connection = connections.get(tenant);
        if (connection) connections.set(tenant, { ...connection, rotatedAt });
        return connection !== undefined;
      },
    },
    rotations,
    credentials: {
      readAgain: async ({ secretName }) => {
        const [newest] = versionsOf(secretName);
        if (newest?.isEnabled === false) throw deliveryError('ERR_CREDENTIAL_DISABLED');
        if (!newest) throw deliveryError('ERR_CREDENTIAL_MISSING');
        return credentialOf(newest);
      },
      readEarlier: async ({ secretName }, refused) => {
        const held = versionsOf(secretName);
        const earlier = held[held.findIndex(({ version }) => version === refused?.version) + 1];
        return earlier && credentialOf(earlier);
      },
    },
    tokens: {
      acquire: async (_connection, credential) => {
        if (credential.kind === 'client-secret' && accepts(credential.secret))
          return `token of ${credential.fingerprint}`;
        throw deliveryError('ERR_CREDENTIAL_REFUSED', { provider: '401 invalid_client AADSTS7000215' });
      },
      drop: () => {},
    },
    registrations: {
      read: async () => (rules.mayRead ? { credentials: [...passwords.values()].map(toRegistered) } : undefined),
      addPassword: async (_connection, _token, { displayName, endsAt }) => {
        if (!rules.mayWrite) throw deliveryError('ERR_ROTATION_NOT_PERMITTED');
        if (endsAt.getTime() - clock.now.getTime() > rules.longestDays * 24 * 60 * MINUTE)
          throw deliveryError('ERR_ROTATION_AGAINST_POLICY');
        const { keyId, secret } = addPassword(displayName, endsAt);
        return { keyId, secret, endsAt };
      },
      removePassword: async (_connection, _token, keyId) => {
        if (!rules.mayWrite) throw deliveryError('ERR_ROTATION_NOT_PERMITTED');
        if (!passwords.delete(keyId)) return false;
        removed.push({ keyId, at: clock.now });
        return true;
      },
    },
    versions: {
      store: async ({ name, value, rotation, keyId, expiresAt }) =>
        store(value, { rotation, ...(keyId ? { keyId } : {}), ...(expiresAt ? { expiresAt } : {}) }, name),
      list: async (name) => [...versionsOf(name)],
      readHint: async (name, wanted) =>
        versionsOf(name)
          .find(({ version }) => version === wanted)
          ?.value.slice(0, 3),
    },
    uses: { list: async (tenant) => uses.filter((use) => tenant === undefined || use.tenant === tenant) },
    now: () => clock.now,
    elapsed: () => clock.now.getTime(),
    sleep: async (milliseconds) => {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
    newId: () => {
      counter.id += 1;
      return `rotation-${counter.id}`;
    },
    tell: (step) => {
      steps.push(step);
    },
    tellLeft: async (_rotation, because) => {
      left.push(because);
    },
  };

  return {
    ports,
    clock,
    rules,
    passwords,
    versions,
    rotations,
    removed,
    steps,
    left,
    uses,
    first,
    others,
    connection: connectionOf,
    saveConnection,
    versionsOf,
    store,
    addPassword,
    newSecret,
    accepts,
    pass: (milliseconds: number): void => {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
  };
}

export type RotationWorld = ReturnType<typeof createRotationWorld>;

const toRegistered = ({ keyId, displayName, secret, startsAt, endsAt }: Password): RegisteredCredential => ({
  keyId,
  kind: 'client-secret',
  displayName,
  hint: secret.slice(0, 3),
  startsAt,
  endsAt,
});
