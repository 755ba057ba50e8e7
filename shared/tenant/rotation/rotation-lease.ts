/**
 * One at a time works on a tenant's rotation: the record says until when, and each step writes it on. Whoever died leaves a record that
 * the next one takes over soon; whoever was only slow finds out at its next write, and stops before it changes anything more.
 */
import { deliveryError } from '../../delivery/delivery-error.ts';
import { SECOND } from '../../duration.ts';
import {
  beginning,
  failed,
  isAbout,
  isBusy,
  isOpen,
  isSameName,
  letGo,
  type Rotation,
  taken,
  withGrace,
} from './rotation.ts';
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
  const existing = await ports.rotations.read(order.connection.tenant);
  if (existing && isOpen(existing.rotation) && isAbout(existing.rotation, order.connection))
    return resumeRotation(existing, takenUp(existing.rotation, order, ports.now()), ports);
  await refuseBesideAnother(order, ports);
  const lease = await hold(existing, begun(order, ports), ports);
  try {
    // Both may have begun in the same moment: then both stop here, which is better than two new secrets.
    await refuseBesideAnother(order, ports);
    return lease;
  } catch (error) {
    await lease.write((rotation, now) => failed(rotation, 'ERR_ROTATION_UNDER_WAY', now));
    await lease.letGo();
    throw error;
  }
}

/** @param next the same rotation, as it is to go on. @throws DeliveryError ERR_ROTATION_UNDER_WAY */
export async function resumeRotation(
  existing: StoredRotation,
  next: Rotation,
  ports: LeasePorts,
): Promise<RotationLease> {
  const lease = await hold(existing, next, ports);
  ports.tell({ kind: 'resumed', startedAt: next.startedAt });
  return lease;
}

async function hold(existing: StoredRotation | undefined, next: Rotation, ports: LeasePorts): Promise<RotationLease> {
  const { rotations, now } = ports;
  if (existing && isBusy(existing.rotation, now())) throw underWay(existing.rotation.busyUntil ?? busyUntil(now()));
  const mine = taken(next, busyUntil(now()), now());
  const stored = existing ? await rotations.update(existing, mine) : await rotations.create(mine);
  // Two at the same moment: who lost tries again when the other one is through, or gone.
  if (!stored) throw underWay(busyUntil(now()));
  return leaseOf(stored, ports);
}

/** A secret that connections share is renewed once for all of them: whoever comes second would make another one, and nobody the first. */
async function refuseBesideAnother({ connection }: RotationOrder, { rotations, now }: LeasePorts): Promise<void> {
  const { tenant, secretName } = connection;
  const other = (await rotations.listOpen()).find(
    (each) => each.tenant !== tenant && isSameName(each.secretName, secretName) && !isTypedOnly(each, now()),
  );
  if (!other) return;
  throw deliveryError('ERR_ROTATION_UNDER_WAY', {
    provider: `the connection ${other.tenant} has the same secret in the vault, and its rotation is open`,
  });
}

/** Nobody but who typed it can go on with it, and they may never do: nothing has changed yet. */
const isTypedOnly = (rotation: Rotation, now: Date): boolean =>
  rotation.state === 'adding' && rotation.source === 'typed' && !isBusy(rotation, now);

/** The same rotation, though by other means: what was asked for now counts. */
export function takenUp(rotation: Rotation, { typed, graceMinutes, days }: RotationOrder, now: Date): Rotation {
  const source = typed ? ('typed' as const) : ('entra' as const);
  const asksForAnother = rotation.state === 'adding' || typed !== undefined;
  const wanted = asksForAnother ? { ...rotation, days, source } : rotation;
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
    if (!stored) throw underWay(busyUntil(now()));
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

const underWay = (until: Date) =>
  deliveryError('ERR_ROTATION_UNDER_WAY', {
    retryAt: until,
    provider: `busy until ${until.toISOString()} at the latest`,
  });
