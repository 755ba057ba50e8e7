/**
 * What the vault does with each request that has passed the door: pure decisions over the vault, no HTTP framework.
 * Promises: get answers expired and not-yet-valid secrets (exp and nbf only inform); only `enabled: false` withholds a value.
 */
import { type Answer, emptyAnswer, jsonAnswer } from '../answer.ts';
import { parseSecretChange } from './parse-secret-change.ts';
import type { Vault } from './vault.ts';
import {
  badParameter,
  nameBlocked,
  secretDisabled,
  secretNotFound,
  toBundle,
  toDeletedBundle,
  toItem,
} from './vault-answer.ts';
import type { SecretVersion, VaultSecret } from './vault-secret.ts';

export interface SecretRequest {
  readonly vault: Vault;
  /** `https://localhost:8445` */
  readonly origin: string;
  readonly name: string;
  readonly version?: string | undefined;
  readonly body?: unknown;
}

export function getSecret({ vault, origin, name, version }: SecretRequest): Answer {
  const found = findVersion(vault, name, version);
  if (found === undefined) return secretNotFound(version === undefined ? name : `${name}/${version}`);
  if (!found.version.enabled) return secretDisabled();
  return jsonAnswer(200, toBundle(origin, found.secret.name, found.version));
}

export function setSecret({ vault, origin, name, body }: SecretRequest): Answer {
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) {
    return badParameter(`The request URI contains an invalid name: ${name}`);
  }
  const parsed = parseSecretChange(body);
  if (parsed.kind === 'refused') return badParameter(parsed.message);
  const { value } = parsed.change;
  if (value === undefined) return badParameter('Property value has invalid value');
  if (vault.find(name)?.deletedAt !== undefined) return nameBlocked(name);
  const version = vault.set(name, { ...parsed.change, value });
  return jsonAnswer(200, toBundle(origin, vault.find(name)?.name ?? name, version));
}

export function updateSecret({ vault, origin, name, version, body }: SecretRequest): Answer {
  const parsed = parseSecretChange(body);
  if (parsed.kind === 'refused') return badParameter(parsed.message);
  const found = findVersion(vault, name, version);
  // A value cannot be patched: a new value is a new version.
  const { value: _, ...change } = parsed.change;
  const changed = found && vault.update(name, found.version.version, change);
  if (found === undefined || changed === undefined) return secretNotFound(name);
  return jsonAnswer(200, toItem(`${origin}/secrets/${found.secret.name}/${changed.version}`, changed));
}

export function deleteSecret({ vault, origin, name }: SecretRequest): Answer {
  if (findLive(vault, name) === undefined) return secretNotFound(name);
  const removed = vault.remove(name);
  return removed === undefined ? secretNotFound(name) : jsonAnswer(200, toDeletedBundle(origin, removed));
}

export function getDeletedSecret({ vault, origin, name }: SecretRequest): Answer {
  const deleted = findDeleted(vault, name);
  return deleted === undefined ? secretNotFound(name) : jsonAnswer(200, toDeletedBundle(origin, deleted));
}

export function recoverDeletedSecret({ vault, origin, name }: SecretRequest): Answer {
  const recovered = findDeleted(vault, name) && vault.recover(name);
  const newest = recovered?.versions.at(-1);
  if (recovered === undefined || newest === undefined) return secretNotFound(name);
  return jsonAnswer(200, toItem(`${origin}/secrets/${recovered.name}/${newest.version}`, newest));
}

export function purgeDeletedSecret({ vault, name }: SecretRequest): Answer {
  if (findDeleted(vault, name) === undefined) return secretNotFound(name);
  vault.purge(name);
  return emptyAnswer(204);
}

function findVersion(
  vault: Vault,
  name: string,
  version: string | undefined,
): { secret: VaultSecret; version: SecretVersion } | undefined {
  const secret = findLive(vault, name);
  const found =
    version === undefined ? secret?.versions.at(-1) : secret?.versions.find((one) => one.version === version);
  return secret === undefined || found === undefined ? undefined : { secret, version: found };
}

function findLive(vault: Vault, name: string): VaultSecret | undefined {
  const secret = vault.find(name);
  return secret?.deletedAt === undefined ? secret : undefined;
}

function findDeleted(vault: Vault, name: string): VaultSecret | undefined {
  const secret = vault.find(name);
  return secret?.deletedAt === undefined ? undefined : secret;
}
