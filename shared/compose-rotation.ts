/** Joins the rotation of client secrets to the vault, the table, Entra ID and Graph, for the app's timer and for the operator's command. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FindEndpoints } from './services/cloud-endpoints.ts';
import { createEntraTokens } from './services/entra/entra-tokens.ts';
import { createKeyVaultVersions } from './services/key-vault/key-vault-versions.ts';
import type { Table } from './services/table-storage/table.ts';
import { createTableCredentialUses } from './services/table-storage/table-credential-uses.ts';
import { createTableRotations } from './services/table-storage/table-rotations.ts';
import type { AppRegistrations } from './tenant/app-registrations.ts';
import type { Connections } from './tenant/connection.ts';
import type { Credentials } from './tenant/credential.ts';
import type { RotationPorts } from './tenant/rotation/rotation-ports.ts';

interface RotationParts {
  readonly vaultUrl: string;
  readonly identity: Parameters<typeof createKeyVaultVersions>[1];
  readonly table: Table;
  readonly findEndpoints: FindEndpoints;
  readonly connections: Connections;
  readonly credentials: Credentials;
  readonly registrations: AppRegistrations;
  readonly now: () => Date;
}

/** Whom a rotation tells what it does is the caller's matter. */
export type ComposedRotation = Omit<RotationPorts, 'tell' | 'tellLeft'>;

export function composeRotation(parts: RotationParts): ComposedRotation {
  const { vaultUrl, identity, table, findEndpoints, connections, credentials, registrations, now } = parts;
  return {
    connections,
    credentials,
    registrations,
    rotations: createTableRotations(table),
    // Its own, and without a note of its uses: that the rotation itself gets a token shows nobody's use.
    tokens: createEntraTokens(findEndpoints, { now }),
    versions: createKeyVaultVersions(vaultUrl, identity),
    uses: createTableCredentialUses(table, now),
    now,
    elapsed: () => performance.now(),
    sleep: async (milliseconds) => void (await sleep(milliseconds)),
    newId: randomUUID,
  };
}
