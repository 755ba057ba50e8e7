/**
 * Why a connection had better not send the digest, before anything is sent: an alert about an expired secret must not be mailed with that
 * secret. Throws DeliveryError ERR_LEDGER_UNAVAILABLE; every other failure is an obstacle.
 */
import { toDeliveryError } from '../../delivery/delivery-error.ts';
import type { DeliveryPorts } from '../../delivery/delivery-ports.ts';
import { errorCodes } from '../../delivery/error-codes.ts';
import type { Connection } from '../../tenant/connection.ts';
import { openTokenSource } from '../../tenant/token-source.ts';
import type { CredentialDaysLeft } from '../credential-days-left.ts';
import { countOf } from '../describe-alert.ts';

export type ObstaclePorts = Pick<DeliveryPorts, 'connections' | 'holds' | 'credentials' | 'tokens' | 'mailboxes'> & {
  readonly credentialDaysLeft: CredentialDaysLeft;
};

/** A credential that ends so soon is one that alerts may be about. */
const LEAST_DAYS_LEFT = 15;

export async function findObstacle(tenant: string, ports: ObstaclePorts): Promise<string | undefined> {
  try {
    const connection = await ports.connections.read(tenant);
    if (!connection) return NOT_CONNECTED;
    return (
      (await findHold(connection, ports)) ?? (await findExpiry(connection, ports)) ?? (await tryOut(connection, ports))
    );
  } catch (error) {
    const failure = toDeliveryError(error);
    if (failure.code === 'ERR_LEDGER_UNAVAILABLE') throw failure;
    return [failure.code, failure.details.provider, errorCodes[failure.code].sentence].filter(Boolean).join(' ');
  }
}

export const NOT_CONNECTED = 'there is no such connection: `postbus tenants list` shows those there are';

async function findHold({ tenant, mailboxes }: Connection, { holds }: ObstaclePorts): Promise<string | undefined> {
  const hold = await holds.find(tenant, mailboxes[0]);
  return hold && `it is held itself: ${hold.code} ${errorCodes[hold.code].sentence}`;
}

async function findExpiry(connection: Connection, { credentialDaysLeft }: ObstaclePorts): Promise<string | undefined> {
  if (connection.credential === 'federated') return undefined;
  const left = await credentialDaysLeft.of(connection);
  if (left === undefined || left >= LEAST_DAYS_LEFT) return undefined;
  if (left < 0) return 'its own credential has expired';
  return left === 0 ? 'its own credential ends today' : `its own credential expires in ${countOf(left, 'day')}`;
}

/** A token, and a look at the mailbox where that is permitted. */
async function tryOut(connection: Connection, ports: ObstaclePorts): Promise<undefined> {
  const token = openTokenSource(connection, ports);
  await token.current();
  const [address] = connection.mailboxes;
  if (address !== undefined && connection.mayLook) await ports.mailboxes.probe({ address, connection, token });
  return undefined;
}
