/** Refusals of the vault that can be ordered by their code, in the shape and with the sentences of the real ones. */
import type { Answer } from '../answer.ts';
import { secretDisabled, secretNotFound, vaultError } from './vault-answer.ts';

export interface VaultCaller {
  /** Client id of whoever asks; unknown before it has shown a token. */
  readonly appId: string;
  readonly secretName: string;
}

export const vaultRefusals: Readonly<Record<string, (caller: VaultCaller) => Answer>> = {
  AccessDenied: ({ appId }) =>
    vaultError(403, {
      code: 'Forbidden',
      message: `The user, group or application 'appid=${appId}' does not have secrets get permission on key vault 'sandbox'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
      inner: 'AccessDenied',
    }),
  ForbiddenByRbac: ({ appId }) =>
    vaultError(403, {
      code: 'Forbidden',
      message: `Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time. Caller: appid=${appId}.`,
      inner: 'ForbiddenByRbac',
    }),
  ForbiddenByFirewall: ({ appId }) =>
    vaultError(403, {
      code: 'Forbidden',
      message: `Client address is not authorized and caller is not a trusted service. Client address: 203.0.113.7 Caller: appid=${appId} Vault: sandbox`,
      inner: 'ForbiddenByFirewall',
    }),
  SecretDisabled: () => secretDisabled(),
  SecretNotFound: ({ secretName }) => secretNotFound(secretName),
  // No Retry-After: the vault sends none, callers are told to wait 1, 2, 4, 8 and 16 s.
  Throttled: () =>
    vaultError(429, {
      code: 'Throttled',
      message:
        'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached',
    }),
};
