/**
 * What is known of a connection's credential now. The vault's list says whether anything changed since the last look; only then the
 * credential itself is read. Throws DeliveryError where the vault could not be asked, and whatever else it does not know.
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import { shortHash } from '../../message/fingerprint.ts';
import type { Connection } from '../connection.ts';
import type { Credential, Credentials } from '../credential.ts';
import type { CredentialFacts, Obstacle } from './credential-facts.ts';
import type { CredentialRecord } from './credential-record.ts';
import type { FindingCode } from './finding-codes.ts';
import type { ListedSecret } from './vault-inventory.ts';

export interface Look {
  readonly facts: CredentialFacts;
  readonly source: string;
  /** Where it was read just now. */
  readonly credential?: Credential;
}

interface Known {
  readonly listed: ListedSecret | undefined;
  readonly record: CredentialRecord | undefined;
}

export async function lookAtCredential(
  connection: Connection,
  { listed, record }: Known,
  credentials: Pick<Credentials, 'readAgain'>,
): Promise<Look> {
  const source = sourceOf(connection, listed);
  if (record?.facts && record.source === source) return { facts: record.facts, source };
  if (connection.credential === 'federated') return { facts: { kind: 'federated', version: '' }, source };
  const before = record?.facts?.kind === connection.credential ? record.facts : undefined;
  try {
    const credential = await credentials.readAgain(connection);
    return { facts: { ...toFacts(credential, { listed, before }), ...renewal(connection) }, source, credential };
  } catch (error) {
    const obstacle = toObstacle(error);
    if (obstacle === undefined) throw error;
    return { facts: { ...toBarredFacts(connection, obstacle, { listed, before }), ...renewal(connection) }, source };
  }
}

/** Whatever, when it changes, makes another credential of it, or the same one in another state. */
function sourceOf(connection: Connection, listed: ListedSecret | undefined): string {
  const { credential, secretName, cloud, tenantId, clientId, rotatedAt, autoRotate } = connection;
  const ours = [credential, secretName, cloud, tenantId, clientId, rotatedAt, autoRotate];
  return shortHash(JSON.stringify([...ours, listed ?? null]));
}

const renewal = ({ autoRotate }: Connection): Pick<CredentialFacts, 'isRenewed'> =>
  autoRotate ? { isRenewed: true } : {};

interface Around {
  readonly listed: ListedSecret | undefined;
  readonly before: CredentialFacts | undefined;
}

function toFacts(credential: Credential, { listed, before }: Around): CredentialFacts {
  const { kind, version, fingerprint } = credential;
  const statedUntil = credential.expiresAt ?? listed?.expiresAt;
  // What Entra ID said of the same version holds until it is asked again.
  const asked = before?.version === version && before.fingerprint === fingerprint ? before : undefined;
  return {
    kind,
    version,
    fingerprint,
    ...(statedUntil ? { statedUntil } : {}),
    ...(asked?.registeredUntil ? { registeredUntil: asked.registeredUntil } : {}),
    ...(listed?.notBefore ? { notBefore: listed.notBefore } : {}),
    ...(asked?.refusal ? { refusal: asked.refusal } : {}),
    ...(asked?.isEarlierUsed ? { isEarlierUsed: true } : {}),
    ...(asked?.usedUntil ? { usedUntil: asked.usedUntil } : {}),
  };
}

/** It is still the version that was known before, as far as anybody can see. What has expired is there, and has a date. */
function toBarredFacts({ credential }: Connection, obstacle: Obstacle, { listed, before }: Around): CredentialFacts {
  const { isEarlierUsed: _used, usedUntil: _until, ...facts } = before ?? { kind: credential, version: '' };
  const { problem: _past, isRenewed: _before, ...known } = facts;
  const statedUntil = listed?.expiresAt ?? before?.statedUntil;
  return {
    ...known,
    ...(statedUntil ? { statedUntil } : {}),
    ...(obstacle.code === 'ERR_CREDENTIAL_EXPIRED' ? { refusal: obstacle } : { problem: obstacle }),
  };
}

/** What the vault's answers say about this one credential; anything else says nothing about it. */
const OBSTACLES = [
  'ERR_CREDENTIAL_MISSING',
  'ERR_CREDENTIAL_DISABLED',
  'ERR_CREDENTIAL_UNUSABLE',
  'ERR_CREDENTIAL_EXPIRED',
] as const satisfies readonly FindingCode[];

function toObstacle(error: unknown): Obstacle | undefined {
  if (!isDeliveryError(error)) return undefined;
  const code = OBSTACLES.find((each) => each === error.code);
  const { provider } = error.details;
  return code && { code, ...(provider === undefined ? {} : { provider }) };
}
