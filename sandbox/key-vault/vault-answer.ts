/** Key Vault's answers: secret bundles, lists and errors, as the REST API shapes them. */
import { type Answer, type Headers, jsonAnswer } from '../answer.ts';
import type { SecretVersion, VaultSecret } from './vault-secret.ts';

const retentionDays = 90;
const daySeconds = 86_400;

/** One version with its value. */
export function toBundle(origin: string, name: string, version: SecretVersion): Record<string, unknown> {
  return {
    value: version.value,
    ...toItem(`${origin}/secrets/${name}/${version.version}`, version),
  };
}

/** One version without its value, as lists and patches show it. */
export function toItem(id: string, version: SecretVersion): Record<string, unknown> {
  return {
    id,
    ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
    attributes: {
      enabled: version.enabled,
      ...(version.nbf === undefined ? {} : { nbf: version.nbf }),
      ...(version.exp === undefined ? {} : { exp: version.exp }),
      created: version.created,
      updated: version.updated,
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays: retentionDays,
    },
    tags: version.tags,
  };
}

export function toDeletedBundle(origin: string, secret: VaultSecret): Record<string, unknown> {
  const deletedDate = secret.deletedAt ?? 0;
  const newest = secret.versions.at(-1);
  return {
    recoveryId: `${origin}/deletedsecrets/${secret.name}`,
    deletedDate,
    scheduledPurgeDate: deletedDate + retentionDays * daySeconds,
    ...(newest === undefined ? {} : toItem(`${origin}/secrets/${secret.name}/${newest.version}`, newest)),
  };
}

export function vaultError(
  status: number,
  error: { code: string; message: string; inner?: string },
  headers: Headers = {},
): Answer {
  const { code, message, inner } = error;
  return jsonAnswer(
    status,
    { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
    headers,
  );
}

export function secretNotFound(nameOrId: string): Answer {
  return vaultError(404, {
    code: 'SecretNotFound',
    message: `A secret with (name/id) ${nameOrId} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  });
}

export function badParameter(message: string): Answer {
  return vaultError(400, { code: 'BadParameter', message });
}

export function nameBlocked(name: string): Answer {
  return vaultError(409, {
    code: 'Conflict',
    message: `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    inner: 'ObjectIsDeletedButRecoverable',
  });
}

export function secretDisabled(): Answer {
  return vaultError(403, {
    code: 'Forbidden',
    message: 'Operation get is not allowed on a disabled secret.',
    inner: 'SecretDisabled',
  });
}
