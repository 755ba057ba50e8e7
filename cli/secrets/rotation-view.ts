/** A rotation for people: each step as it is done, and at the end what is left and when. */
import { displayNameOf, type LeftBecause, type Rotation } from '../../shared/tenant/rotation/rotation.ts';
import type { RotationStep } from '../../shared/tenant/rotation/rotation-ports.ts';
import type { SecretVersion } from '../../shared/tenant/secret-versions.ts';
import { formatExpiry } from '../tenants/format-expiry.ts';
import { countOf } from '../terminal/count-of.ts';
import { formatDistance, formatInstant, formatInstantFrom } from '../terminal/format-time.ts';
import type { Paint } from '../terminal/terminal.ts';

export interface RotatedFacts {
  readonly rotation: Rotation;
  /** Whether this run made the new secret current. */
  readonly isNew: boolean;
  /** The first use of the new secret by an app; null where none was seen, undefined where nobody looked. */
  readonly use: { readonly usedAt: Date } | null | undefined;
  /** What the vault says of the earlier version. */
  readonly earlier: SecretVersion | undefined;
}

interface StepView {
  readonly now: Date;
  readonly command: string;
}

/** @returns undefined for what is said once already */
export function formatStep(step: RotationStep, { now }: StepView): string | undefined {
  switch (step.kind) {
    case 'resumed':
      return `Going on with the rotation that was begun ${formatInstantFrom(step.startedAt, now)}.`;
    case 'added':
      return `✓ made a client secret in Entra ID (id ${step.keyId}), ${formatExpiry(step.expiresAt, now)}`;
    case 'not-known-yet':
      return step.waitedMs === 0 ? 'Entra ID does not know it everywhere yet: trying until it does …' : undefined;
    case 'proved':
      return '✓ proved it: Entra ID gave a token for it each time';
    case 'stored':
      return `✓ stored it as the newest version of ${step.secretName}`;
    case 'current':
      return `✓ told the app${step.connections > 1 ? ` (${countOf(step.connections, 'connection')} share it)` : ''}: it is used within a minute, beside the earlier one`;
    case 'taken-back':
      return `took the new client secret back (id ${step.keyId})`;
    case 'postponed':
      return step.usedAt && step.usedAt.getTime() > 0
        ? `The earlier one was still used ${formatInstantFrom(step.usedAt, now)}: it stays until ${formatInstant(step.until)}.`
        : `Entra ID does not show yet what was changed: looked at again ${formatDistance(step.until, now)}.`;
    case 'orphan-removed':
      return `✓ removed a client secret that an earlier run had made in vain (id ${step.keyId})`;
    case 'ended':
      return step.ending === 'removed' ? `✓ removed the earlier client secret (id ${step.keyId ?? ''})` : undefined;
  }
}

export const toRotationDocument = ({ rotation, use, isNew, earlier }: RotatedFacts): object => ({
  tenant: rotation.tenant,
  action: isNew ? 'rotated' : 'continued',
  rotation,
  usedAt: use?.usedAt ?? null,
  earlier: earlier ?? null,
});

interface View extends StepView {
  readonly paint: Paint;
}

export function formatRotated(facts: RotatedFacts, view: View): string {
  const { rotation } = facts;
  const { paint, now } = view;
  const expiry = rotation.expiresAt ? formatExpiry(rotation.expiresAt, now) : 'no expiry is known';
  return [
    `${paint('green', facts.isNew ? 'rotated' : 'current')} client secret of ${paint('bold', rotation.tenant)}, ${expiry}`,
    ...useLines(facts, view),
    ...endLines(facts, view),
  ].join('\n');
}

function useLines({ isNew, use }: RotatedFacts, { paint, now }: View): readonly string[] {
  if (!isNew || use === undefined) return [];
  if (use) return [`The app uses it since ${formatInstantFrom(use.usedAt, now)}.`];
  return [paint('dim', 'No app has asked for a token with it yet: so it is with a tenant that has nothing to send.')];
}

function endLines({ rotation, earlier }: RotatedFacts, { paint, now, command }: View): readonly string[] {
  const { tenant, ending, removeAt } = rotation;
  if (ending === 'removed') return ['The earlier one is removed: nothing is left to do.'];
  if (ending === 'gone') return ['The earlier one is not in Entra ID any more: nothing is left to do.'];
  if (ending === 'left') return [paint('yellow', leftLine(rotation, earlier, now))];
  if (!removeAt) return [];
  return [
    `The earlier one works until ${formatInstantFrom(removeAt, now)}; the app removes it then, within the hour.`,
    paint('dim', `To have it removed at once: ${command} secrets rotate ${tenant} --finish`),
  ];
}

const BECAUSE = {
  'not-permitted': 'the app may not do that itself',
  'not-known': 'it is not certain which of them it is',
  replaced: 'somebody has stored another one, or set another app, since',
  shared: 'another connection of the same app still has it: renew it there first',
  'still-used': 'it was still asked for at the end of the time it may be kept',
  'not-removed': 'Entra ID did not remove what it shows',
} as const satisfies Readonly<Record<LeftBecause, string>>;

/** Of a rotation that is over before this one begins. */
export const leftOf = ({ clientId, id }: Pick<Rotation, 'clientId' | 'id'>): string =>
  `delete what it left in Entra ID, App registrations, ${clientId}, Certificates & secrets: what was current before, and “${displayNameOf({ id })}” if it is still there and not in use.`;

function leftLine({ clientId, keyId, because }: Rotation, earlier: SecretVersion | undefined, now: Date): string {
  const which = [
    ...(earlier?.keyId ? [`id ${earlier.keyId}`] : []),
    ...(earlier?.expiresAt ? [formatExpiry(earlier.expiresAt, now)] : []),
  ];
  const reason = because ? ` (${BECAUSE[because]})` : '';
  const notThat = keyId ? `, not the one with the id ${keyId}` : ', not the new one';
  return `Left to you${reason}: delete the earlier client secret in Entra ID, App registrations, ${clientId}, Certificates & secrets${which.length > 0 ? `: ${which.join(', ')}` : ''}${notThat}.`;
}
