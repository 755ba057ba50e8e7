/**
 * Makes the world of a sandbox: from the data folder, or from the seed where there is none yet.
 * Promises: the seed's secrets go to the directory and the vault together; a second start finds both as they were left.
 */
import { join } from 'node:path';
import { createMovableClock } from './clock.ts';
import { createDirectory } from './directory/directory.ts';
import { parseTenants } from './directory/parse-tenants.ts';
import type { Tenant } from './directory/tenant.ts';
import { openDurableFile } from './durable-file.ts';
import { createTokenIssuer } from './entra/token-issuer.ts';
import { createExchange } from './exchange/exchange.ts';
import { createExchangeKnobs, type ExchangeSettings } from './exchange/exchange-settings.ts';
import { createFaults } from './faults.ts';
import { createVault } from './key-vault/vault.ts';
import { createRequestCounts } from './request-counts.ts';
import { makeSeed } from './seed.ts';
import { storeSecret } from './store-credential.ts';
import { createWebhookInbox } from './webhook/webhook-inbox.ts';
import { makeWebhookKey } from './webhook/webhook-key.ts';
import type { World } from './world.ts';

export interface WorldOptions {
  /** Absent: in memory. */
  readonly directory?: string | undefined;
  readonly seed?: readonly Tenant[] | undefined;
  readonly faultSeed: number;
  readonly exchange?: Partial<ExchangeSettings> | undefined;
  log(line: string): void;
}

export function createWorld({ directory: folder, seed, faultSeed, exchange: settings, log }: WorldOptions): World {
  const path = (name: string): string | undefined => (folder === undefined ? undefined : join(folder, name));
  const clock = createMovableClock();
  const directoryFile = openDurableFile(path('directory.json'));
  const vault = createVault(openDurableFile(path('key-vault.json')), clock);
  const known = directoryFile.read();
  const tenants = known === undefined ? (seed ?? makeSeed(clock.now())) : parseTenants(known);
  const directory = createDirectory(directoryFile, tenants);
  if (known === undefined) {
    for (const tenant of tenants) storeSecret(vault, tenant);
    directory.replaceAll(tenants);
  }
  const knobs = createExchangeKnobs(settings);
  const faults = createFaults(faultSeed);
  const databaseFile = path('mailboxes.sqlite');
  const exchange = createExchange({ databaseFile, clock, settings: knobs.get, seed: faults.seed });
  return {
    clock,
    directory,
    vault,
    issuer: createTokenIssuer(clock),
    exchange,
    knobs,
    faults,
    counts: createRequestCounts(),
    webhooks: createWebhookInbox(makeWebhookKey()),
    log,
  };
}
