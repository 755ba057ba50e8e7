/**
 * The vault's contents and rules, without HTTP: named secrets with versions, soft delete, attributes that inform but do not hide.
 * Promises: a change is on disk when the call returns; the newest version comes last; an expired secret is still there.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { DurableFile } from '../durable-file.ts';
import { parseVault } from './parse-vault.ts';
import type { SecretVersion, VaultSecret } from './vault-secret.ts';

export interface SecretChange {
  readonly value?: string | undefined;
  readonly contentType?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly enabled?: boolean | undefined;
  readonly exp?: number | undefined;
  readonly nbf?: number | undefined;
}

export interface Vault {
  list(): readonly VaultSecret[];
  find(name: string): VaultSecret | undefined;
  /** Adds a version. The caller has made sure that the name is not blocked. */
  set(name: string, change: SecretChange & { readonly value: string }): SecretVersion;
  update(name: string, version: string, change: SecretChange): SecretVersion | undefined;
  remove(name: string): VaultSecret | undefined;
  recover(name: string): VaultSecret | undefined;
  purge(name: string): boolean;
  clear(): void;
}

export function createVault(file: DurableFile, clock: Clock): Vault {
  const secrets = new Map(parseVault(file.read()).map((secret) => [key(secret.name), secret]));
  const seconds = (): number => Math.floor(clock.now() / 1000);

  const put = (secret: VaultSecret): VaultSecret => {
    secrets.set(key(secret.name), secret);
    file.write([...secrets.values()]);
    return secret;
  };

  return {
    list: () => [...secrets.values()],
    find: (name) => secrets.get(key(name)),
    set: (name, change) => {
      const added = makeVersion(change, seconds());
      const before = secrets.get(key(name));
      put({ name: before?.name ?? name, versions: [...(before?.versions ?? []), added] });
      return added;
    },
    update: (name, version, change) => {
      const secret = secrets.get(key(name));
      const old = secret?.versions.find((one) => one.version === version);
      if (secret === undefined || old === undefined) return undefined;
      const changed = { ...old, ...given(change), updated: seconds() };
      put({ ...secret, versions: secret.versions.map((one) => (one === old ? changed : one)) });
      return changed;
    },
    remove: (name) => {
      const secret = secrets.get(key(name));
      return secret && put({ ...secret, deletedAt: seconds() });
    },
    recover: (name) => {
      const secret = secrets.get(key(name));
      return secret && put({ name: secret.name, versions: secret.versions });
    },
    purge: (name) => {
      const purged = secrets.delete(key(name));
      file.write([...secrets.values()]);
      return purged;
    },
    clear: () => {
      secrets.clear();
      file.write([]);
    },
  };
}

function makeVersion(change: SecretChange & { readonly value: string }, now: number): SecretVersion {
  return {
    version: randomUUID().replaceAll('-', ''),
    tags: {},
    enabled: true,
    ...given(change),
    value: change.value,
    created: now,
    updated: now,
  };
}

// An absent property leaves what is there; only present ones are written.
function given<Change extends object>(
  change: Change,
): Partial<{ [Key in keyof Change]: Exclude<Change[Key], undefined> }> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<{ [Key in keyof Change]: Exclude<Change[Key], undefined> }>;
}

/** Names are unique without regard to case. */
function key(name: string): string {
  return name.toLowerCase();
}
