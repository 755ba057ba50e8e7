/** How long a connection's credential is good for: from the daily check's memory, or from the vault where that is older than a rotation. */
import type { CredentialDaysLeft } from '../../alert/credential-days-left.ts';
import type { Connection } from '../connection.ts';
import type { Credentials } from '../credential.ts';
import { expiryOf } from './credential-facts.ts';
import type { CredentialRecord, CredentialRecords } from './credential-record.ts';
import { daysUntil } from './days-until.ts';

export interface DaysLeftPorts {
  readonly records: Pick<CredentialRecords, 'find'>;
  readonly credentials: Pick<Credentials, 'read'>;
  readonly now: () => Date;
}

export function createCredentialDaysLeft({ records, credentials, now }: DaysLeftPorts): CredentialDaysLeft {
  return {
    async of(connection) {
      if (connection.credential === 'federated') return undefined;
      const record = await records.find(connection.tenant);
      const instant = now();
      const expiresAt =
        record?.facts && isStillMeant(record, connection)
          ? expiryOf(record.facts, instant)
          : (await credentials.read(connection)).expiresAt;
      return expiresAt && daysUntil(expiresAt, instant);
    },
  };
}

const isStillMeant = ({ facts, checkedAt }: CredentialRecord, { credential, rotatedAt }: Connection): boolean =>
  facts?.kind === credential && (rotatedAt === undefined || rotatedAt < checkedAt);
