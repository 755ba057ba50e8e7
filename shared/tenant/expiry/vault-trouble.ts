/** A vault that does not answer, or refuses Postbus: one cause, however many connections meet it. */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { VaultCode } from './to-alert.ts';

export interface SeenTrouble {
  readonly code: VaultCode;
  readonly provider?: string;
}

export interface VaultTrouble {
  /** Undefined where the vault did not answer or refused. */
  watch<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** The first that was met. */
  seen(): SeenTrouble | undefined;
}

export function openVaultTrouble(): VaultTrouble {
  let first: SeenTrouble | undefined;
  return {
    seen: () => first,
    async watch(work) {
      try {
        return await work();
      } catch (error) {
        const trouble = toTrouble(error);
        if (trouble === undefined) throw error;
        first ??= trouble;
        return undefined;
      }
    },
  };
}

function toTrouble(error: unknown): SeenTrouble | undefined {
  if (!isDeliveryError(error)) return undefined;
  const { code, details } = error;
  if (code !== 'ERR_VAULT_ACCESS_DENIED' && code !== 'ERR_VAULT_UNAVAILABLE') return undefined;
  return { code, ...(details.provider === undefined ? {} : { provider: details.provider }) };
}
