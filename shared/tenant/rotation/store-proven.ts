/** Puts a proven secret into the vault, if the connection and the vault are still what they were when it was begun. */
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { SecretVersion } from '../secret-versions.ts';
import { type Made, takeBack } from './make-secret.ts';
import { isAbout, type NewCurrent } from './rotation.ts';
import type { RotationLease } from './rotation-lease.ts';
import type { RotationOrder, RotationPorts } from './rotation-ports.ts';

interface Work {
  /** Of the vault, when it was begun. */
  readonly newest: SecretVersion | undefined;
  readonly lease: RotationLease;
  readonly ports: RotationPorts;
}

export async function storeProven(order: RotationOrder, made: Made, work: Work): Promise<NewCurrent> {
  const { lease, ports } = work;
  const { id, secretName } = lease.current();
  const { expiresAt, fingerprint, secret: value } = made.secret;
  const facts = { ...(made.keyId ? { keyId: made.keyId } : {}), ...(expiresAt ? { expiresAt } : {}) };
  await refuseChanged(order, made, work);
  const version = await ports.versions
    .store({ name: secretName, value, tenant: order.connection.tenant, rotation: id, ...facts })
    .catch((error: unknown) => findKept(order, made, error, work));
  ports.tell({ kind: 'stored', secretName, version, ...(expiresAt ? { expiresAt } : {}) });
  return { version, fingerprint, ...facts };
}

/** A proof takes minutes, in which somebody may have given the connection another app or secret: theirs must not be covered by this one. */
async function refuseChanged(
  { connection: begun }: RotationOrder,
  made: Made,
  { newest, lease, ports }: Work,
): Promise<void> {
  const connection = await ports.connections.read(begun.tenant);
  const [now] = await ports.versions.list(lease.current().secretName);
  const isSame =
    connection !== undefined &&
    connection.tenantId === begun.tenantId &&
    connection.credential === begun.credential &&
    isAbout(lease.current(), connection) &&
    now?.version === newest?.version;
  if (isSame) return lease.renew();
  await takeBack(begun, made, ports);
  throw overtaken();
}

export const overtaken = () =>
  deliveryError('ERR_ROTATION_UNDER_WAY', {
    provider: 'somebody has changed the connection or its secret meanwhile; nothing was stored',
  });

/**
 * A vault whose answer was lost may have it all the same, and what is newest there must not be taken back, whatever the last answer was.
 * @returns the version it has. @throws the error where it has none, or does not say
 */
async function findKept({ connection }: RotationOrder, made: Made, error: unknown, work: Work): Promise<string> {
  const { newest, lease, ports } = work;
  const { id, secretName } = lease.current();
  const held = await ports.versions.list(secretName).catch(() => undefined);
  const kept = held?.[0];
  if (kept && kept.version !== newest?.version && kept.rotation === id && kept.keyId === made.keyId)
    return kept.version;
  const hasAnswered = isDeliveryError(error) && error.code !== 'ERR_VAULT_UNAVAILABLE';
  if (held && hasAnswered) await takeBack(connection, made, ports);
  throw error;
}
