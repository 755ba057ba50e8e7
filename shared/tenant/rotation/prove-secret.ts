/**
 * Shows that Entra ID accepts a client secret before anybody depends on it. A new password is not known everywhere at once: some of the
 * service's replicas accept it while others still refuse, so one success proves nothing, and one refusal neither: it has to be accepted
 * for as long as it was refused before.
 */
import { type DeliveryError, deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE, SECOND } from '../../duration.ts';
import { shortHash } from '../../message/fingerprint.ts';
import type { Connection } from '../connection.ts';
import type { ClientSecret } from '../credential.ts';
import { freshToken } from './find-working-secret.ts';
import type { RotationPorts } from './rotation-ports.ts';

const FEWEST_SUCCESSES = 3;
const BETWEEN_SUCCESSES = 3 * SECOND;
const FIRST_PAUSE = SECOND;
const LONGEST_PAUSE = 15 * SECOND;

/**
 * How long refusals may go on: what Entra ID has just made is right, what somebody typed may be wrong. The whole proof takes
 * little more than twice that: the app's timer has ten minutes for all it does, and what it has not stored by then is lost.
 */
export const PATIENCE = { entra: 2 * MINUTE, typed: 30 * SECOND } as const;

interface ProofOptions {
  readonly patienceMs: number;
  /** Called before each try. */
  readonly beforeTry?: () => Promise<void>;
}

type ProofPorts = Pick<RotationPorts, 'tokens' | 'sleep' | 'elapsed' | 'tell'>;

/** @returns a token got with it. @throws DeliveryError ERR_NEW_SECRET_REFUSED, or what else Entra ID says to the last try */
export async function proveSecret(
  connection: Connection,
  secret: ClientSecret,
  { patienceMs, beforeTry = async () => {} }: ProofOptions,
  ports: ProofPorts,
): Promise<string> {
  const begun = ports.elapsed();
  let refusedAtMs = 0;
  let refusalPauseMs = FIRST_PAUSE;
  for (let successes = 0; ; ) {
    await beforeTry();
    const answer = await tryOnce(connection, secret, ports);
    // Whatever took it: the calls count as the pauses do.
    const waitedMs = ports.elapsed() - begun;
    if (typeof answer === 'string') {
      successes += 1;
      if (successes >= FEWEST_SUCCESSES && waitedMs >= 2 * refusedAtMs) return toProven(answer, waitedMs, ports);
      await ports.sleep(BETWEEN_SUCCESSES);
      continue;
    }
    successes = 0;
    refusedAtMs = waitedMs;
    if (!mayPass(answer) || waitedMs >= patienceMs) throw toRefusal(answer);
    ports.tell({ kind: 'not-known-yet', waitedMs });
    await ports.sleep(refusalPauseMs);
    refusalPauseMs = Math.min(2 * refusalPauseMs, LONGEST_PAUSE);
  }
}

function toProven(token: string, waitedMs: number, { tell }: ProofPorts): string {
  tell({ kind: 'proved', waitedMs });
  return token;
}

/** A secret as a credential, which no version of the vault's has yet. */
export const toCredential = (value: string, expiresAt?: Date): ClientSecret => ({
  kind: 'client-secret',
  secret: value,
  fingerprint: shortHash(value),
  version: '',
  ...(expiresAt ? { expiresAt } : {}),
});

async function tryOnce(
  connection: Connection,
  secret: ClientSecret,
  ports: ProofPorts,
): Promise<string | DeliveryError> {
  try {
    return await freshToken(connection, secret, ports);
  } catch (error) {
    if (isDeliveryError(error)) return error;
    throw error;
  }
}

/** Not known everywhere yet, or Entra ID does not answer; an expired one stays expired, and an unknown app unknown. */
const mayPass = ({ code }: DeliveryError): boolean =>
  code === 'ERR_CREDENTIAL_REFUSED' || code === 'ERR_IDENTITY_UNAVAILABLE';

const toRefusal = (error: DeliveryError): DeliveryError => {
  const { provider, requestId } = error.details;
  if (error.code !== 'ERR_CREDENTIAL_REFUSED' && error.code !== 'ERR_CREDENTIAL_EXPIRED') return error;
  return deliveryError('ERR_NEW_SECRET_REFUSED', {
    cause: error,
    ...(provider ? { provider } : {}),
    ...(requestId ? { requestId } : {}),
  });
};
