/** What `tenants add` says of a connection's credential, by its kind: for people, and for JSON. */
import type { Connection } from '../../shared/tenant/connection.ts';
import { tokenExchanges } from '../../shared/tenant/token-exchange.ts';
import type { Paint } from '../terminal/terminal.ts';
import type { CredentialChoice } from './choose-credential.ts';
import { formatExpiry } from './format-expiry.ts';

interface View {
  readonly paint: Paint;
  readonly now: Date;
}

/** What was done with it, or what is to be done. */
export function credentialLines(
  connection: Connection,
  choice: CredentialChoice,
  { paint, now }: View,
): readonly string[] {
  const { secretName: name = '' } = connection;
  const expiry = (expiresAt: Date | undefined): string =>
    expiresAt ? formatExpiry(expiresAt, now) : 'no expiry is known';
  switch (choice.kind) {
    case 'new':
      return [`${paint('green', 'written')} secret ${paint('bold', name)} in Key Vault, ${expiry(choice.expiresAt)}`];
    case 'keep':
      return [
        `${paint('green', 'kept')} secret ${paint('bold', name)} in Key Vault, ${expiry(choice.stored.expiresAt)}`,
      ];
    case 'certificate':
      return [
        `${paint('green', 'found')} certificate ${paint('bold', name)} in Key Vault, ${expiry(choice.expiresAt)}`,
        `Its public part must be on the app registration${choice.thumbprint ? `, with the thumbprint ${choice.thumbprint}` : ''}.`,
      ];
    case 'federated':
      return federatedLines(connection, paint);
  }
}

/** What follows for the apps that run. */
export function usedFrom({ kind }: CredentialChoice): readonly string[] {
  if (kind !== 'new') return [];
  return [
    'The secret was not tried. Running apps read it within a minute; while Entra ID refuses it, they go on with the one before.',
  ];
}

export function credentialJson(connection: Connection, choice: CredentialChoice): object {
  const { secretName: name } = connection;
  switch (choice.kind) {
    case 'new':
      return { secret: { name, action: 'written', expiresAt: choice.expiresAt } };
    case 'keep':
      return { secret: { name, action: 'kept', expiresAt: choice.stored.expiresAt } };
    case 'certificate':
      return { certificate: { name, expiresAt: choice.expiresAt, thumbprint: choice.thumbprint } };
    case 'federated':
      return { federatedCredential: federatedCredentialOf(connection) };
  }
}

/** The directory and the identity are those of the Function App, which a command does not know. */
const federatedCredentialOf = ({ cloud }: Connection) => ({
  issuer: tokenExchanges[cloud].issuerOf('<tenantId>'),
  subject: '<principalId>',
  audience: tokenExchanges[cloud].audience,
});

function federatedLines(connection: Connection, paint: Paint): readonly string[] {
  const { issuer, subject, audience } = federatedCredentialOf(connection);
  return [
    `nothing is kept in Key Vault: the managed identity of the Function App vouches for ${connection.clientId}`,
    'Its app registration needs this federated credential, letter by letter:',
    `  issuer    ${paint('bold', issuer)}`,
    `  subject   ${paint('bold', subject)}`,
    `  audience  ${paint('bold', audience)}`,
    'Both ids are those of the user-assigned identity: az identity show --name <name> --resource-group <group> --query "{tenantId:tenantId, principalId:principalId}"',
  ];
}
