/**
 * One at a time works on a tenant's rotation: the record says until when, and each step writes it on. Whoever died leaves a record that
 * the next one takes over soon; whoever was only slow finds out at its next write, and stops before it changes anything more.
 */
import { deliveryError } from '../../delivery/delivery-error.ts';
import { SECOND } from '../../duration.ts';
import { beginning, isAbout, isBusy, isOpen, letGo, type Rotation, taken, withGrace } from './rotation.ts';
import type { RotationOrder, RotationPorts } from './rotation-ports.ts';
import type { StoredRotation } from './rotations.ts';

/** Longer than any one call that is made between two writes, its retries included. */
const BUSY_FOR = 90 * SECOND;
const DEFAULT_GRACE_MINUTES = 60;

export interface RotationLease {
  readonly current: () => Rotation;
  /** @throws DeliveryError ERR_ROTATION_UNDER_WAY where another one has taken it over */
  write(change: (rotation: Rotation, now: Date) => Rotation): Promise<void>;
  /** Called right before what cannot be taken back. @throws the same */
  renew(): Promise<void>;
  /** Never throws: what is not let go ends by itself. */
  letGo(): Promise<void>;
}

type LeasePorts = Pick<RotationPorts, 'rotations' | 'now' | 'newId' | 'tell'>;

/** Goes on with the rotation that is open, or begins one. @throws DeliveryError ERR_ROTATION_UNDER_WAY */
export async function takeRotation(order: RotationOrder, ports: LeasePorts): Promise<RotationLease> {
  const { rotations, now, tell } = ports;
  const existing = await rotations.read(order.connection.tenant);
  if (existing && isBusy(existing.rotation, now())) throw underWay(existing.rotation.busyUntil);
  const goesOn = existing && isOpen(existing.rotation) && isAbout(existing.rotation, order.connection);
  const next = goesOn ? takenUp(existing.rotation, order, now()) : begun(order, ports);
  const mine = taken(next, busyUntil(now()), now());
  const stored = existing ? await rotations.update(existing, mine) : await rotations.create(mine);
  if (!stored) throw underWay(undefined);
  if (goesOn) tell({ kind: 'resumed', startedAt: next.startedAt });
  return leaseOf(stored, ports);
}

/** The same rotation, though by other means: what was asked for now counts. */
function takenUp(rotation: Rotation, { typed, graceMinutes, days }: RotationOrder, now: Date): Rotation {
  const wanted =
    rotation.state === 'adding'
      ? { ...rotation, days, source: typed ? ('typed' as const) : rotation.source }
      : rotation;
  return graceMinutes === undefined ? wanted : withGrace(wanted, graceMinutes, now);
}

function begun({ connection, typed, days, graceMinutes }: RotationOrder, { now, newId }: LeasePorts): Rotation {
  const { tenant, clientId, secretName } = connection;
  if (secretName === undefined) throw deliveryError('ERR_CREDENTIAL_MISSING');
  const source = typed ? 'typed' : 'entra';
  return beginning(
    { tenant, clientId, secretName, id: newId(), source, days, graceMinutes: graceMinutes ?? DEFAULT_GRACE_MINUTES },
    now(),
  );
}

function leaseOf(first: StoredRotation, { rotations, now }: LeasePorts): RotationLease {
  let held = first;
  async function put(next: Rotation): Promise<void> {
    const stored = await rotations.update(held, next);
    if (!stored) throw underWay(undefined);
    held = stored;
  }
  return {
    current: () => held.rotation,
    write: (change) => put(taken(change(held.rotation, now()), busyUntil(now()), now())),
    renew: () => put(taken(held.rotation, busyUntil(now()), now())),
    letGo: () => put(letGo(held.rotation, now())).catch(() => undefined),
  };
}

const busyUntil = (now: Date): Date => new Date(now.getTime() + BUSY_FOR);

const underWay = (until: Date | undefined) =>
  deliveryError('ERR_ROTATION_UNDER_WAY', {
    // Two at the same moment: who lost tries again when the other one is through, or gone.
    ...(until ? { retryAt: until } : {}),
    provider: until ? `busy until ${until.toISOString()}` : 'somebody was faster',
  });
