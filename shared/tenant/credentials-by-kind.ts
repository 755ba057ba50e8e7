/** Reads each connection's credential where its kind lies: client secrets and certificates in the vault, federated ones nowhere. */
import type { Connection } from './connection.ts';
import type { Credentials } from './credential.ts';

export interface CredentialSources {
  readonly vault: Credentials;
  readonly federated: Credentials;
}

export function createCredentialsByKind({ vault, federated }: CredentialSources): Credentials {
  const of = ({ credential }: Connection): Credentials => (credential === 'federated' ? federated : vault);
  return {
    read: (connection) => of(connection).read(connection),
    readAgain: (connection) => of(connection).readAgain(connection),
    readEarlier: (connection, refused) => of(connection).readEarlier(connection, refused),
  };
}
