/**
 * The change of a connection's client secret, from its first step to its last, and the only ways to make and change the record of it.
 * States: adding -> overlapping -> done; adding -> failed. While it is `adding`, nothing that lasts has changed but what Entra ID may
 * hold under its name; from `overlapping` on the new secret is current and the earlier one still accepted; `done` and `failed` are ends.
 */
import type { ErrorCode } from '../../delivery/error-codes.ts';
import { DAY, HOUR, MINUTE } from '../../duration.ts';
import { isDue } from './is-due.ts';

export const ROTATION_STATES = ['adding', 'overlapping', 'done', 'failed'] as const;
export type RotationState = (typeof ROTATION_STATES)[number];

/** Where the new secret comes from: Entra ID made it for the app itself, or somebody gave it. */
export const ROTATION_SOURCES = ['entra', 'typed'] as const;
export type RotationSource = (typeof ROTATION_SOURCES)[number];

/** What became of the earlier secret in Entra ID. `gone`: it was not there any more. `left`: somebody has to delete it by hand. */
export const ROTATION_ENDINGS = ['removed', 'gone', 'left'] as const;
export type RotationEnding = (typeof ROTATION_ENDINGS)[number];

/** `not-removed`: Entra ID went on not doing it. `replaced`: another secret, or another app, was set for the connection since. */
export const LEFT_BECAUSE = ['not-permitted', 'not-known', 'replaced', 'shared', 'still-used', 'not-removed'] as const;
export type LeftBecause = (typeof LEFT_BECAUSE)[number];

export interface RotationPlan {
  readonly tenant: string;
  /** Names what belongs to it: the password in Entra ID and the version in the vault carry it. */
  readonly id: string;
  readonly source: RotationSource;
  readonly clientId: string;
  readonly secretName: string;
  /** How long the new secret lives. */
  readonly days: number;
  /** How long the earlier one is left alone, counted from the last time it may have been needed. */
  readonly graceMinutes: number;
}

/** The secret that is current from `overlapping` on. */
export interface NewCurrent {
  readonly version: string;
  readonly fingerprint: string;
  readonly keyId?: string;
  readonly expiresAt?: Date;
}

export interface Rotation extends RotationPlan, Partial<NewCurrent> {
  readonly state: RotationState;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  /** Somebody is at work on it until then; whoever comes later may take it over. */
  readonly busyUntil?: Date;
  /** Entra ID was asked to make one, so that it may hold one under the rotation's name whatever it answered. */
  readonly isAsked?: boolean;
  /** What was current before: its version in the vault, and its fingerprint. */
  readonly earlierVersion?: string;
  readonly earlierFingerprint?: string;
  readonly rotatedAt?: Date;
  /** overlapping: when the earlier one may be removed. */
  readonly removeAt?: Date;
  /** When Entra ID first did not remove what it shows. */
  readonly notRemovedSince?: Date;
  readonly ending?: RotationEnding;
  readonly because?: LeftBecause;
  readonly failure?: ErrorCode;
}

/** What Entra ID shows for the password, so that people and a later run know whose it is. */
export const displayNameOf = ({ id }: Pick<Rotation, 'id'>): string => `postbus ${id}`;

export const beginning = (plan: RotationPlan, now: Date): Rotation => ({
  ...plan,
  state: 'adding',
  startedAt: now,
  updatedAt: now,
});

/** Somebody takes it up, or goes on with it: `source` may be another one than the first time. */
export const taken = (rotation: Rotation, until: Date, now: Date): Rotation => ({
  ...rotation,
  busyUntil: until,
  updatedAt: now,
});

export const letGo = ({ busyUntil: _, ...rotation }: Rotation, now: Date): Rotation => ({
  ...rotation,
  updatedAt: now,
});

export const withEarlier = (
  rotation: Rotation,
  { version, fingerprint }: { readonly version: string; readonly fingerprint?: string },
  now: Date,
): Rotation => ({
  ...rotation,
  earlierVersion: version,
  ...(fingerprint === undefined ? {} : { earlierFingerprint: fingerprint }),
  updatedAt: now,
});

export const asked = (rotation: Rotation, isAsked: boolean, now: Date): Rotation => ({
  ...rotation,
  isAsked,
  updatedAt: now,
});

/** The grace period begins anew: also where it was overlapping before, with another version, of which nothing may stay in the record. */
export const overlapping = (
  { keyId: _, expiresAt: __, notRemovedSince: ___, ...rotation }: Rotation,
  current: NewCurrent,
  now: Date,
): Rotation => ({
  ...rotation,
  ...current,
  state: 'overlapping',
  updatedAt: now,
  rotatedAt: now,
  removeAt: new Date(now.getTime() + rotation.graceMinutes * MINUTE),
});

export const postponed = (rotation: Rotation, removeAt: Date, now: Date): Rotation => ({
  ...rotation,
  removeAt,
  updatedAt: now,
});

export const notRemoved = (rotation: Rotation, removeAt: Date, now: Date): Rotation => ({
  ...postponed(rotation, removeAt, now),
  notRemovedSince: rotation.notRemovedSince ?? now,
});

/** Somebody wants the earlier one removed sooner or later than was said first. */
export const withGrace = (rotation: Rotation, graceMinutes: number, now: Date): Rotation => ({
  ...rotation,
  graceMinutes,
  updatedAt: now,
  ...(rotation.rotatedAt ? { removeAt: new Date(rotation.rotatedAt.getTime() + graceMinutes * MINUTE) } : {}),
});

export const done = (
  { removeAt: _, ...rotation }: Rotation,
  ending: RotationEnding,
  now: Date,
  because?: LeftBecause,
): Rotation => ({
  ...rotation,
  state: 'done',
  updatedAt: now,
  ending,
  ...(because ? { because } : {}),
});

/** Everything is as it was before. */
export const failed = (rotation: Rotation, failure: ErrorCode, now: Date): Rotation => ({
  ...rotation,
  state: 'failed',
  updatedAt: now,
  failure,
});

const LONGEST_POSTPONED = 7 * DAY;
const LONGEST_NOT_REMOVED = HOUR;

/** An overlap must not go on for ever: while it does, nobody makes the next secret. */
export const lastsTooLong = ({ rotatedAt, graceMinutes, expiresAt }: Rotation, now: Date): boolean =>
  rotatedAt !== undefined &&
  (now.getTime() >= rotatedAt.getTime() + graceMinutes * MINUTE + LONGEST_POSTPONED ||
    isDue({ createdAt: rotatedAt, ...(expiresAt ? { expiresAt } : {}) }, now));

export const isNotRemovedForLong = ({ notRemovedSince }: Rotation, now: Date): boolean =>
  notRemovedSince !== undefined && now.getTime() >= notRemovedSince.getTime() + LONGEST_NOT_REMOVED;

export const isOpen = ({ state }: Rotation): boolean => state === 'adding' || state === 'overlapping';

export const isBusy = ({ busyUntil }: Rotation, now: Date): boolean => busyUntil !== undefined && busyUntil > now;

/** It is about what the connection uses now. After another client or secret name was set, it leads nowhere any more. */
export const isAbout = (
  { clientId, secretName }: Rotation,
  connection: { readonly clientId: string; readonly secretName?: string | undefined },
): boolean => clientId.toLowerCase() === connection.clientId.toLowerCase() && secretName === connection.secretName;

/** Key Vault does not tell names apart by their case. */
export const isSameName = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && a.toLowerCase() === b?.toLowerCase();
