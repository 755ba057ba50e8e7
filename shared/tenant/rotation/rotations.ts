/**
 * Where rotations are kept: one a tenant, the last one, with its connection. Every change is guarded by the version that was read:
 * `undefined` means that somebody else was faster. Throws DeliveryError ERR_LEDGER_UNAVAILABLE.
 */
import type { Rotation } from './rotation.ts';

export interface StoredRotation {
  readonly rotation: Rotation;
  /** Opaque version of what was read or written. */
  readonly version: string;
}

export interface Rotations {
  read(tenant: string): Promise<StoredRotation | undefined>;
  /** Those that are not at an end, of all tenants. */
  listOpen(): Promise<readonly Rotation[]>;
  create(rotation: Rotation): Promise<StoredRotation | undefined>;
  update(stored: StoredRotation, next: Rotation): Promise<StoredRotation | undefined>;
}
