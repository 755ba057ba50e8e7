/** Everything the fakes share while a sandbox runs; the control endpoint sees and changes all of it. */
import type { MovableClock } from './clock.ts';
import type { Directory } from './directory/directory.ts';
import type { TokenIssuer } from './entra/token-issuer.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { ExchangeKnobs } from './exchange/exchange-settings.ts';
import type { Faults } from './faults.ts';
import type { Vault } from './key-vault/vault.ts';
import type { RequestCounts } from './request-counts.ts';
import type { WebhookInbox } from './webhook/webhook-inbox.ts';

export interface World {
  readonly clock: MovableClock;
  readonly directory: Directory;
  readonly vault: Vault;
  readonly issuer: TokenIssuer;
  readonly exchange: Exchange;
  readonly knobs: ExchangeKnobs;
  readonly faults: Faults;
  readonly counts: RequestCounts;
  readonly webhooks: WebhookInbox;
  log(line: string): void;
}
