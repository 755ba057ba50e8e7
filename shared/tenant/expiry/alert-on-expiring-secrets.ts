/** The daily function: check every credential, tell what was found, and ask for another run where something is left. */
import { type CheckOptions, type CheckPorts, checkCredentials } from './check-credentials.ts';

export interface AlertOnExpiringSecretsPorts extends CheckPorts {
  /** Tells what was raised, now, so that a day has one digest. */
  readonly tell: () => Promise<void>;
}

/** Throws where connections are left, and what was thrown where nothing could be checked: the timer's retry runs it again. */
export async function alertOnExpiringSecrets(ports: AlertOnExpiringSecretsPorts, options: CheckOptions): Promise<void> {
  const { left } = await checkCredentials(ports, options);
  await ports.tell();
  if (left > 0) {
    throw new Error(
      `Connections whose credentials are not checked yet: ${left}. The time was up, or a service did not answer; the next run goes on with them.`,
    );
  }
}
