/**
 * Refusals of the token endpoint that can be ordered by their AADSTS number: those a client-credentials request can meet.
 * Sentences are the service's own where a real answer was seen, else those of Microsoft's list of error codes. Where no
 * answer was seen, status and `error` follow the rule of the others: 401 blames the credential, 503 passes, 400 is the rest.
 */
export interface TokenRefusal {
  readonly status: number;
  readonly error: string;
  readonly sentence: string;
}

const blamesCredential = (sentence: string): TokenRefusal => ({ status: 401, error: 'invalid_client', sentence });
const blamesApp = (sentence: string): TokenRefusal => ({ status: 400, error: 'unauthorized_client', sentence });
const blamesRequest = (sentence: string): TokenRefusal => ({ status: 400, error: 'invalid_request', sentence });
const blamesScope = (sentence: string): TokenRefusal => ({ status: 400, error: 'invalid_scope', sentence });
const blamesResource = (sentence: string): TokenRefusal => ({ status: 400, error: 'invalid_resource', sentence });
const blamesGrant = (sentence: string): TokenRefusal => ({ status: 400, error: 'invalid_grant', sentence });
const passes = (sentence: string): TokenRefusal => ({ status: 503, error: 'temporarily_unavailable', sentence });

export const tokenRefusals: Readonly<Record<string, TokenRefusal>> = {
  AADSTS7000215: blamesCredential(
    'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app.',
  ),
  AADSTS7000222: blamesCredential(
    'The provided client secret keys for app are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.',
  ),
  AADSTS7000218: blamesCredential(
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  AADSTS700027: blamesCredential(
    'The certificate with identifier used to sign the client assertion is not registered on application.',
  ),
  AADSTS700024: blamesCredential('Client assertion is not within its valid time range.'),
  AADSTS700021: blamesCredential("Client assertion application identifier doesn't match 'client_id' parameter."),
  AADSTS700023: blamesCredential('Client assertion audience claim does not match Realm issuer.'),
  AADSTS7000214: blamesCredential('Certificate has been revoked.'),
  AADSTS7000274: blamesCredential('The certificate is not within its validity period.'),
  AADSTS7000277: blamesCredential('The certificate was revoked.'),
  AADSTS70021: blamesCredential('No matching federated identity record found for presented assertion.'),
  AADSTS70025: blamesCredential('The client has no configured federated identity credentials.'),
  AADSTS700211: blamesCredential(
    'No matching federated identity record found for presented assertion issuer. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  ),
  AADSTS700212: blamesCredential(
    'No matching federated identity record found for presented assertion audience. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  ),
  AADSTS700213: blamesCredential(
    'No matching federated identity record found for presented assertion subject. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  ),
  AADSTS50027: blamesCredential('JWT token is invalid or malformed.'),
  AADSTS50012: blamesCredential('Invalid client secret is provided.'),
  AADSTS50013: blamesCredential('Assertion failed signature validation.'),
  AADSTS500133: blamesCredential('Assertion is not within its valid time range.'),
  AADSTS1000502: blamesCredential('The provided certificate is not within its specified validity window.'),
  AADSTS700030: blamesCredential('Invalid certificate: the subject name in the certificate is not authorized.'),
  AADSTS700229: blamesCredential(
    'Only app-only tokens can be used as federated identity credentials for Microsoft Entra issuer.',
  ),

  AADSTS700016: blamesApp(
    'Application was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.',
  ),
  AADSTS700011: blamesApp('Application was not found in any of the directories.'),
  AADSTS7000112: blamesApp('Application is disabled.'),
  AADSTS70001: blamesApp('The application was not found in the tenant.'),
  AADSTS50194: blamesRequest(
    'Application is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after the year 2018. Use a tenant-specific endpoint or configure the application to be multi-tenant.',
  ),

  AADSTS90002: blamesRequest(
    'Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.',
  ),
  AADSTS9001023: blamesRequest(
    'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  ),
  AADSTS900382: blamesRequest('Confidential Client is not supported in Cross Cloud request.'),
  AADSTS900432: blamesRequest('Confidential Client is not supported in Cross Cloud request.'),
  AADSTS90038: blamesRequest(
    'The tenant is in a national cloud. The request must be redirected to the login host of that cloud.',
  ),
  AADSTS500011: blamesResource(
    'The resource principal was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  ),
  AADSTS70011: blamesScope(
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid.",
  ),
  AADSTS28002: blamesScope(
    "Provided value for the input parameter 'scope' is not valid when requesting an access token.",
  ),

  AADSTS53003: blamesGrant(
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  ),
  AADSTS530032: blamesGrant('Access has been blocked by security policy.'),
  AADSTS530035: blamesGrant('Access has been blocked by security defaults.'),
  AADSTS65001: blamesGrant(
    'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
  ),
  AADSTS90094: blamesGrant(
    'The grant requires administrator permission. Ask your admin to grant permission to this app before you can use it.',
  ),
  AADSTS650052: blamesGrant(
    'The app needs access to a service that your organization has not subscribed to or enabled.',
  ),
  AADSTS650056: blamesGrant(
    'Misconfigured application. The client has not listed any permissions in its application registration.',
  ),
  AADSTS650057: blamesResource(
    "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration.",
  ),
  AADSTS50196: blamesGrant(
    'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  ),

  AADSTS50033: passes('A transient error has occurred. Please try again.'),
  AADSTS50087: passes('A transient error has occurred during single sign-on. Please try again.'),
  AADSTS90006: passes('The service is temporarily unavailable. Please retry later.'),
  AADSTS90012: passes('The request has timed out.'),
  AADSTS90024: passes('A transient error has occurred. Please try again: the request budget is exceeded.'),
  AADSTS90033: passes('A transient error has occurred. Please try again.'),
  AADSTS90055: passes('The server is busy because of too many requests of this tenant.'),
  AADSTS90090: passes('The Graph service returned a retryable error.'),
};
