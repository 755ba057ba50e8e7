/**
 * A vault that does not answer, or refuses Postbus: one cause, however many connections meet it. One read that fails is no trouble yet, for
 * the next run comes a minute later: it is when the vault gives no list, or when a run meets again what the one before met.
 */
import { type DeliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { VAULT_CODES, type VaultCode } from './finding-codes.ts';

export interface SeenTrouble {
  readonly code: VaultCode;
  /** What was answered first. */
  readonly provider?: string;
  /** Connections that could not be looked at for it. */
  readonly tenants: readonly string[];
}

export interface VaultTrouble {
  /** The list could not be had: that is trouble at once. @returns false for what is no trouble of the vault's */
  noteList(error: unknown): boolean;
  /** @returns undefined for what is no trouble of the vault's */
  note(error: unknown, tenant: string): VaultCode | undefined;
  /** What is to be told, one for each code. */
  lasting(): readonly SeenTrouble[];
}

/** @param before what the run before met */
export function openVaultTrouble(before: ReadonlySet<VaultCode>): VaultTrouble {
  const seen = new Map<VaultCode, SeenTrouble & { readonly tenants: string[] }>();
  const lasting = new Set(before);
  return {
    noteList(error) {
      if (!isVaultTrouble(error)) return false;
      lasting.add(error.code);
      return true;
    },
    note(error, tenant) {
      if (!isVaultTrouble(error)) return undefined;
      const { code, details } = error;
      const { provider } = details;
      const known = seen.get(code) ?? { code, ...(provider === undefined ? {} : { provider }), tenants: [] };
      known.tenants.push(tenant);
      seen.set(code, known);
      return code;
    },
    lasting: () => [...seen.values()].filter(({ code }) => lasting.has(code)),
  };
}

export const isVaultTrouble = (error: unknown): error is DeliveryError & { readonly code: VaultCode } =>
  isDeliveryError(error) && VAULT_CODES.some((code) => code === error.code);
