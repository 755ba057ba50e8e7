/** When a token was last got with which credential: what the inventory shows, and how a rotation sees that nobody uses the old one. */
import type { Credential } from './credential.ts';

export interface CredentialUse {
  readonly tenant: string;
  readonly fingerprint: string;
  readonly version: string;
  readonly usedAt: Date;
}

export interface CredentialUses {
  /** Called for each token that was requested, not for each mail. Never throws: to know this is worth no mail. */
  note(tenant: string, credential: Pick<Credential, 'fingerprint' | 'version'>): Promise<void>;
  /** Of one tenant, or of all. Throws DeliveryError ERR_LEDGER_UNAVAILABLE. */
  list(tenant?: string): Promise<readonly CredentialUse[]>;
}
