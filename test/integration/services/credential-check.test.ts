import { describe, expect, test } from '@jest/globals';
import type { LogEvent } from '../../../shared/log/log-sink.ts';
import { createEntraTokens } from '../../../shared/services/entra/entra-tokens.ts';
import { createFederatedCredentials } from '../../../shared/services/entra/federated-credentials.ts';
import { createGraphAppRegistrations } from '../../../shared/services/graph/graph-app-registrations.ts';
import { createKeyVaultCredentials } from '../../../shared/services/key-vault/key-vault-credentials.ts';
import { createKeyVaultInventory } from '../../../shared/services/key-vault/key-vault-inventory.ts';
import { openTable } from '../../../shared/services/table-storage/table.ts';
import { createTableAlerts } from '../../../shared/services/table-storage/table-alerts.ts';
import { createTableClock } from '../../../shared/services/table-storage/table-clock.ts';
import { createTableConnections } from '../../../shared/services/table-storage/table-connections.ts';
import { createTableCredentialRecords } from '../../../shared/services/table-storage/table-credential-records.ts';
import { createCredentialsByKind } from '../../../shared/tenant/credentials-by-kind.ts';
import { checkCredentials } from '../../../shared/tenant/expiry/check-credentials.ts';
import { useServices } from './use-services.ts';

const services = useServices();
const DAY = 86_400_000;

/** Everything real but the seed's tenants, which have no connection here. */
function setup() {
  const events: LogEvent[] = [];
  const identity = services.identity();
  const vaultUrl = services.setting('POSTBUS_KEY_VAULT_URL');
  const endpoints = services.endpoints();
  const clock = createTableClock();
  const table = openTable(services.setting('POSTBUS_TABLE_STORAGE'), identity, clock);
  const { now } = clock;
  const log = (event: LogEvent) => void events.push(event);
  const [connections, alerts, records] = [
    createTableConnections(table),
    createTableAlerts(table, now),
    createTableCredentialRecords(table),
  ];
  const ports = {
    connections,
    alerts,
    records,
    inventory: createKeyVaultInventory(vaultUrl, identity),
    credentials: createCredentialsByKind({
      vault: createKeyVaultCredentials({ vaultUrl, identity, log, now }),
      federated: createFederatedCredentials(identity),
    }),
    tokens: createEntraTokens(endpoints, { now }),
    registrations: createGraphAppRegistrations(endpoints, now),
    pace: {
      elapsed: () => performance.now(),
      wait: async (ms: number) => void (await new Promise((done) => setTimeout(done, ms))),
    },
    log,
    now,
  };
  const control = (path: string, method: 'POST' | 'PUT', body: object) =>
    services.sandbox().control(path, { method, body });
  return {
    ...ports,
    events,
    control,
    run: async () => {
      await records.list();
      return checkCredentials(ports, { budgetMs: 120_000 });
    },
    connect: async (key: string, body: object = {}) => {
      const connection = await services.newTenant(key, body);
      await connections.save(connection);
      return connection;
    },
    codesOf: async (tenant: string) =>
      (await alerts.list())
        .filter(({ alert }) => alert.tenant === tenant)
        .map(({ alert }) => `${alert.code}${alert.daysLeft === undefined ? '' : ` ${alert.daysLeft}`}`)
        .toSorted(),
  };
}

describe('the daily check, against the services', () => {
  test('finds what is wrong in the vault and in Entra ID, over several pages of the vault’s list', async () => {
    const { connect, control, run, codesOf, connections, events } = setup();
    const secret = (key: string, body: object) => control(`tenants/${key}/vault-secret`, 'PUT', body);
    const others = (await connections.list()).length;
    for (let index = 0; index < 26; index += 1) await connect(`fine-${index}`);
    await connect('ends-soon', { secretExpiresInDays: 6 });
    await connect('was-disabled');
    await secret('was-disabled', { value: 'Vg38Q~h2.Kd_-w9xYzAbCdEfGh', enabled: false });
    await connect('was-emptied');
    await secret('was-emptied', { value: ' ' });
    await connect('id-pasted', { secretExpiresInDays: 5 });
    await secret('id-pasted', { value: '11111111-2222-3333-4444-555555555555' });
    await connect('nothing-left', { secretExpiresInDays: -1 });
    await secret('nothing-left', { value: ' ' });
    await connect('wrong-value');
    await secret('wrong-value', { value: 'Vg38Q~h2.Kd_-w9xYzAbCdEfGh' });
    await connections.save(services.connection('contoso', { secretName: 'never-stored' }));

    expect(await run()).toMatchObject({ checked: 33 + others, left: 0, failed: 0, raised: 8 });
    expect(events.filter(({ event }) => event === 'PB5011')).toEqual([]);
    expect(await codesOf('fine-25')).toEqual([]);
    expect(await codesOf('ends-soon')).toEqual(['CREDENTIAL_EXPIRING 6']);
    expect(await codesOf('was-disabled')).toEqual(['ERR_CREDENTIAL_DISABLED']);
    // The version before is still good: mail goes on with it.
    expect(await codesOf('was-emptied')).toEqual(['CREDENTIAL_EARLIER_USED']);
    expect(await codesOf('id-pasted')).toEqual(['CREDENTIAL_EARLIER_USED', 'CREDENTIAL_EXPIRING 5']);
    expect(await codesOf('wrong-value')).toEqual(['CREDENTIAL_EARLIER_USED']);
    expect(await codesOf('nothing-left')).toEqual(['ERR_CREDENTIAL_UNUSABLE']);
    expect(await codesOf('contoso')).toEqual(['ERR_CREDENTIAL_MISSING']);

    const before = await services.requests();
    expect(await run()).toMatchObject({ checked: 33 + others, raised: 0 });
    const after = await services.requests();
    // Only those whose newest version is not accepted are read and asked for again.
    const more = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
    expect(more('key-vault.getSecret.200')).toBeLessThanOrEqual(8);
  }, 120_000);

  test('goes by Entra ID’s date where the app may read its registration and the vault says a later one', async () => {
    const { connect, control, run, codesOf, records, credentials } = setup();
    const connection = await connect('dated', { secretExpiresInDays: 20, entraRoles: ['Application.Read.All'] });
    const credential = await credentials.read(connection);
    const value = credential.kind === 'client-secret' ? credential.secret : '';
    await control('tenants/dated/vault-secret', 'PUT', { value, expiresInDays: 300 });
    await run();
    expect(await codesOf('dated')).toEqual(['CREDENTIAL_EXPIRING 20', 'CREDENTIAL_EXPIRY_DIFFERS']);
    const record = await records.find('dated');
    expect(record?.facts?.registeredUntil?.getTime()).toBeLessThan(Date.now() + 21 * DAY);
  }, 60_000);
});
