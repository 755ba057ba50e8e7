/** What a rotation needs of the world, and whom it tells what it has done. */
import type { AppRegistrations } from '../app-registrations.ts';
import type { Connection, Connections } from '../connection.ts';
import type { Credentials, Tokens } from '../credential.ts';
import type { CredentialUses } from '../credential-uses.ts';
import type { SecretVersions } from '../secret-versions.ts';
import type { LeftBecause, Rotation, RotationEnding } from './rotation.ts';
import type { Rotations } from './rotations.ts';

export interface RotationPorts {
  readonly connections: Pick<Connections, 'read' | 'list' | 'markRotated'>;
  readonly rotations: Rotations;
  readonly credentials: Pick<Credentials, 'readAgain' | 'readEarlier'>;
  /** The rotation's own: what is asked with it is noted as nobody's use, and no mail is sent with a token of it. */
  readonly tokens: Tokens;
  readonly registrations: AppRegistrations;
  readonly versions: SecretVersions;
  readonly uses: Pick<CredentialUses, 'list'>;
  readonly now: () => Date;
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A new rotation's id: unique for ever, letters, digits and hyphens. */
  readonly newId: () => string;
  readonly tell: TellStep;
  /** Called right before a rotation ends with something that somebody has to delete by hand; what it throws leaves the rotation open. */
  readonly tellLeft: TellLeft;
}

export type TellLeft = (rotation: Rotation, because: LeftBecause) => Promise<void>;

export type TellStep = (step: RotationStep) => void;

/** What was just done, or seen. */
export type RotationStep =
  | { readonly kind: 'resumed'; readonly startedAt: Date }
  | { readonly kind: 'added'; readonly keyId: string; readonly expiresAt: Date }
  | { readonly kind: 'not-known-yet'; readonly waitedMs: number }
  | { readonly kind: 'proved'; readonly waitedMs: number }
  | { readonly kind: 'stored'; readonly secretName: string; readonly version: string; readonly expiresAt?: Date }
  | { readonly kind: 'current'; readonly at: Date; readonly connections: number }
  | { readonly kind: 'taken-back'; readonly keyId: string }
  | { readonly kind: 'postponed'; readonly until: Date; readonly usedAt?: Date }
  | { readonly kind: 'orphan-removed'; readonly keyId: string }
  | {
      readonly kind: 'ended';
      readonly ending: RotationEnding;
      readonly keyId?: string;
      readonly because?: LeftBecause;
    };

export interface RotationOrder {
  readonly connection: Connection;
  /** Given by somebody; absent: Entra ID is asked for one. */
  readonly typed?: TypedSecret;
  /** Of the new secret; a typed one has its own end. */
  readonly days: number;
  /** Absent: 60, or what the rotation under way has. */
  readonly graceMinutes?: number;
}

export interface TypedSecret {
  readonly value: string;
  readonly expiresAt?: Date;
}
