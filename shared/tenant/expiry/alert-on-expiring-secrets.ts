/** The daily function: check every credential, tell what was found, and ask for another run where something is left. */
import { type CheckOptions, type CheckPorts, checkCredentials } from './check-credentials.ts';

export interface AlertOnExpiringSecretsPorts extends CheckPorts {
  /** Tells what was raised, now, and all of it. */
  readonly tell: () => Promise<void>;
}

/** Throws where connections are left, and what was thrown where nothing could be checked: the timer's retry runs it again. */
export async function alertOnExpiringSecrets(ports: AlertOnExpiringSecretsPorts, options: CheckOptions): Promise<void> {
  const { left } = await checkCredentials(ports, options);
  // A day has one digest: the last run tells what all of them raised. Should none be the last, the teller of each minute does.
  if (left === 0) await ports.tell();
  else {
    throw new Error(
      `Connections whose credentials are not checked yet: ${left}. The time was up, or a service did not answer; the next run goes on with them.`,
    );
  }
}
