/** A client secret of the connection that Entra ID accepts now, and a token got with it: what a rotation asks for the next one with. */
import { type DeliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { Connection } from '../connection.ts';
import type { Credential } from '../credential.ts';
import type { RotationPorts } from './rotation-ports.ts';

export interface WorkingSecret {
  readonly credential: Credential;
  readonly token: string;
}

type WorkingPorts = Pick<RotationPorts, 'credentials' | 'tokens'>;

/** The newest, or where somebody has spoiled that one, the version before. @throws DeliveryError of what is wrong with the newest */
export async function findWorkingSecret(connection: Connection, ports: WorkingPorts): Promise<WorkingSecret> {
  const newest = await ports.credentials.readAgain(connection);
  try {
    return { credential: newest, token: await freshToken(connection, newest, ports) };
  } catch (error) {
    if (!blamesCredential(error)) throw error;
    const earlier = await ports.credentials.readEarlier(connection, newest);
    if (!earlier) throw error;
    return { credential: earlier, token: await freshToken(connection, earlier, ports) };
  }
}

/** Asked for anew each time: a token from before may lack a permission that was granted since. */
export async function freshToken(
  connection: Connection,
  credential: Credential,
  { tokens }: Pick<RotationPorts, 'tokens'>,
): Promise<string> {
  const token = await tokens.acquire(connection, credential);
  tokens.drop(connection, credential, token);
  return token;
}

/** Nothing can be asked of Graph with it: somebody has to give a new one. */
export const blamesCredential = (error: unknown): error is DeliveryError =>
  isDeliveryError(error) && error.code.startsWith('ERR_CREDENTIAL_');
