/** The client secret of a storm's tenant: what Entra takes, what lies in the vault, and what each instance read of it last. */
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import type { Credential } from '../../../shared/tenant/credential.ts';
import type { StormInstance } from './storm-call.ts';

export interface StormSecrets {
  /** From now on Entra takes this one only. */
  accept(secret: string): void;
  /** The one that Entra takes is put into the vault. */
  store(): void;
  portsOf(instance: StormInstance): Pick<DeliveryPorts, 'credentials' | 'tokens'>;
}

export function createStormSecrets(): StormSecrets {
  let [accepted, stored] = ['secret-1', 'secret-1'];
  return {
    accept: (secret) => {
      accepted = secret;
    },
    store: () => {
      stored = accepted;
    },
    portsOf: (instance) => ({
      credentials: {
        read: async () => {
          instance.secret ??= stored;
          return toCredential(instance.secret);
        },
        readAgain: async () => {
          instance.secret = stored;
          return toCredential(instance.secret);
        },
        readEarlier: async () => undefined,
      },
      tokens: {
        acquire: async (_connection, credential) => {
          const secret = credential.kind === 'client-secret' ? credential.secret : undefined;
          if (secret !== accepted) throw deliveryError('ERR_CREDENTIAL_REFUSED', { provider: 'AADSTS7000215' });
          return `token for ${secret}`;
        },
        drop: () => undefined,
      },
    }),
  };
}

const toCredential = (secret: string): Credential => ({
  kind: 'client-secret',
  secret,
  fingerprint: `fingerprint of ${secret}`,
  version: '1',
});
