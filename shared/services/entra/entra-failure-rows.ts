/**
 * What Entra ID's AADSTS numbers say beyond `error` and the status. Source: Entra, "Authentication and authorization error codes";
 * samples in quotation marks were answered to somebody, the others are that page's words.
 */
import { entraCredentialFailures } from './entra-credential-failures.ts';
import type { EntraFailureRow } from './entra-failure-row.ts';

const source = 'Entra, error codes';
const clientUnknown = { status: 400, error: 'unauthorized_client' };
const requestRefused = { status: 400, error: 'invalid_request' };
const grantRefused = { status: 400, error: 'invalid_grant' };

export const entraFailures: readonly EntraFailureRow[] = [
  ...entraCredentialFailures,
  // The app and its tenant
  {
    aadsts: [700016],
    ...clientUnknown,
    means: 'ERR_TOKEN_REFUSED',
    sample: "\"AADSTS700016: Application with identifier '…' was not found in the directory '…'.\"",
    source,
    hint: 'Check tenant id and client id; the tenant’s administrator may not have consented yet.',
  },
  {
    aadsts: [7000112, 700011, 70001],
    ...clientUnknown,
    means: 'ERR_TOKEN_REFUSED',
    sample: '"AADSTS7000112: Application \'…\' is disabled."',
    source,
    hint: 'Enable the app’s service principal in the tenant (Enterprise applications).',
  },
  {
    aadsts: [90002],
    ...requestRefused,
    means: 'ERR_TOKEN_REFUSED',
    sample: '"AADSTS90002: Tenant \'…\' not found."',
    source,
    hint: 'Check the tenant id, and that the connection names the right cloud.',
  },
  {
    aadsts: [900382, 900432, 90038],
    ...requestRefused,
    means: 'ERR_TOKEN_REFUSED',
    sample: 'AADSTS900382: Confidential Client is not supported in Cross Cloud request.',
    source,
    hint: 'The tenant is in another cloud: register the app there, and name that cloud in the connection.',
  },
  {
    aadsts: [9001023],
    ...requestRefused,
    means: 'ERR_TOKEN_REFUSED',
    sample: 'AADSTS9001023: The grant type is not supported over the /common or /consumers endpoints.',
    source,
    hint: 'Give the tenant’s own id.',
  },
  {
    aadsts: [500011],
    status: 400,
    error: 'invalid_resource',
    means: 'ERR_TOKEN_REFUSED',
    sample: 'AADSTS500011: The resource principal named … was not found in the tenant named ….',
    source,
    hint: 'Check the cloud of the connection.',
  },
  {
    aadsts: [70011, 28002],
    status: 400,
    error: 'invalid_scope',
    means: 'ERR_TOKEN_REFUSED',
    sample: "\"AADSTS70011: The provided value for the input parameter 'scope' isn't valid.\"",
    source,
    hint: 'Check the cloud of the connection; else a defect of Postbus: report it.',
  },
  {
    aadsts: [53003, 530032, 530035],
    status: 400,
    error: 'interaction_required',
    means: 'ERR_TOKEN_REFUSED',
    sample: '"AADSTS53003: Access has been blocked by Conditional Access policies."',
    source,
    hint: 'Exclude the app in Conditional Access for workload identities, or allow its addresses.',
  },
  {
    aadsts: [65001, 90094, 650052, 650056, 650057],
    ...grantRefused,
    means: 'ERR_TOKEN_REFUSED',
    sample: 'AADSTS65001: The user or administrator has not consented to use the application.',
    source,
    hint: 'Let an administrator of the tenant consent.',
  },
  {
    aadsts: [50194],
    ...requestRefused,
    means: 'ERR_TOKEN_REFUSED',
    sample: "AADSTS50194: Application '…' is not configured as a multitenant application.",
    source,
    hint: 'Make the app multi-tenant, or register one in the customer’s tenant.',
  },
  {
    aadsts: [50011, 54005, 70008, 700082, 50173, 50076, 50079, 50126, 50034, 50053, 50055, 50057],
    ...grantRefused,
    means: 'ERR_TOKEN_REFUSED',
    sample: 'AADSTS50011: the reply address does not match; the others are of users who sign in.',
    source,
    hint: 'Postbus signs nobody in: check that the client id is that of its app.',
  },
  {
    aadsts: [50196],
    ...grantRefused,
    means: 'ERR_TOKEN_REFUSED',
    sample: 'AADSTS50196: A client loop has been detected: the same request too often in a short period.',
    source,
    hint: 'A defect of Postbus, which caches tokens: report it.',
  },
  // Entra ID itself
  {
    aadsts: [90033, 50033, 90006, 90012, 90024, 90090, 50087],
    status: 503,
    error: 'temporarily_unavailable',
    means: 'ERR_IDENTITY_UNAVAILABLE',
    sample: 'AADSTS90033: A transient error has occurred. Please try again.',
    source,
  },
  {
    aadsts: [90055],
    status: 429,
    error: 'temporarily_unavailable',
    means: 'ERR_IDENTITY_UNAVAILABLE',
    sample: 'AADSTS90055: TenantThrottlingError: There are too many incoming requests.',
    source,
  },
];
