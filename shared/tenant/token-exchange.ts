/**
 * What a federated credential of an app registration must say for Postbus's managed identity, in each cloud. Entra ID stores wrong values
 * without a word, and refuses only the exchange; letters count in capitals and small.
 * Source: Entra, "Configure an application to trust a managed identity".
 */
import type { Cloud } from './connection.ts';

export interface TokenExchange {
  /** What the managed identity's token is asked for, and the audience of the federated credential. */
  readonly audience: string;
  /** The issuer, up to the id of the directory that the managed identity is in. */
  readonly issuerOf: (homeTenantId: string) => string;
}

const exchangeIn = (login: string, audience: string): TokenExchange => ({
  audience,
  issuerOf: (homeTenantId) => `https://${login}/${homeTenantId}/v2.0`,
});

const US_GOVERNMENT = exchangeIn('login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov');

export const tokenExchanges: Readonly<Record<Cloud, TokenExchange>> = {
  global: exchangeIn('login.microsoftonline.com', 'api://AzureADTokenExchange'),
  'us-government': US_GOVERNMENT,
  'us-government-dod': US_GOVERNMENT,
  china: exchangeIn('login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'),
};
