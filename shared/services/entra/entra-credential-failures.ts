/** What Entra ID says of a client secret, a certificate or a federated credential. `entra-failure-rows.ts` tells how to read the rows. */
import type { EntraFailureRow } from './entra-failure-row.ts';

const source = 'Entra, error codes';
const clientRefused = { status: 401, error: 'invalid_client' };

export const entraCredentialFailures: readonly EntraFailureRow[] = [
  {
    aadsts: [7000222],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_EXPIRED',
    sample: '"AADSTS7000222: The provided client secret keys for app \'…\' are expired."',
    source: 'public report',
  },
  {
    aadsts: [7000215],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample:
      '"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent … is the client secret value, not the client secret ID"',
    source,
  },
  {
    aadsts: [7000218],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample: "AADSTS7000218: The request body must contain the parameter 'client_assertion' or 'client_secret'.",
    source,
    hint: 'A defect of Postbus: report it.',
  },
  {
    aadsts: [700027],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample: 'AADSTS700027: Client assertion failed signature validation.',
    source: 'Microsoft Q&A 5915574',
    hint: 'Upload the certificate’s public part to the app registration. Key Vault may have renewed it: then the new one is to be uploaded.',
  },
  {
    aadsts: [700030, 700229],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample: 'AADSTS700030: Invalid certificate; subject name in certificate is not authorized.',
    source,
    hint: 'Register a certificate, or a federated credential for app-only tokens.',
  },
  {
    aadsts: [7000214, 7000277],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample: 'AADSTS7000214: The certificate has been revoked.',
    source: 'microsoft-identity-web, certificate error codes',
    hint: 'Create a new certificate in Key Vault, and upload its public part to the app registration.',
  },
  {
    aadsts: [700021, 700023],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample: "AADSTS700021: Client assertion application identifier doesn't match 'client_id' parameter.",
    source: 'Azure SDK, troubleshooting service principals',
    hint: 'A defect of Postbus: report it.',
  },
  {
    // The older number came as 400 invalid_request; those of 2025 say which of the three it is, and whether only capitals differ.
    aadsts: [700213, 700211, 700212, 7002137, 7002138, 70021],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample:
      '"AADSTS700213: No matching federated identity record found for presented assertion subject \'…\'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion."',
    source: 'Azure/login #482, #517; azure-workload-identity #340, #1200',
    hint: 'Compare issuer, subject and audience of the app’s federated credential with docs/credentials.md, letter by letter. A new one takes some minutes.',
  },
  {
    aadsts: [7000272],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample:
      'AADSTS7000272: The certificate with identifier … used to sign the federated credential could not be found in the metadata of the identity provider.',
    source: 'public reports',
    hint: 'The issuer of the app’s federated credential is another directory’s: it must be that of the managed identity.',
  },
  {
    aadsts: [700222],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample: '"AADSTS700222: AAD-issued tokens may not be used for federated identity flows."',
    source: 'MicrosoftDocs/azure-docs #90276',
    hint: 'Only a user-assigned managed identity of the app’s own directory can vouch for it: set POSTBUS_IDENTITY_CLIENT_ID.',
  },
  {
    aadsts: [1000502, 7000274],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_EXPIRED',
    sample: 'AADSTS1000502: The provided certificate is not within its specified validity window.',
    source: 'microsoft-identity-web #2840',
    hint: 'Create a new certificate in Key Vault, and upload its public part to the app registration.',
  },
  {
    // One try with a new assertion is worth it; a clock that stays wrong becomes a hold.
    aadsts: [700024, 50012, 50013, 500133],
    ...clientRefused,
    means: 'ERR_CREDENTIAL_REFUSED',
    isFleeting: true,
    sample: '"AADSTS700024: Client assertion is not within its valid time range."',
    source: 'azure-sdk-for-go #18176; microsoft-authentication-library-for-dotnet #4951',
    hint: 'The clock of the app is wrong, or the assertion was made too long ago.',
  },
];
