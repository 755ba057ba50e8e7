/** What Graph's refusals mean where an app reads or changes its own registration, as data. The first row that fits decides. */
import type { ErrorCode } from '../../delivery/error-codes.ts';
import type { ProviderSample } from '../provider-sample.ts';

export interface GraphRegistrationFailureRow extends ProviderSample {
  readonly status: number;
  /** `error.code`; absent: any, or none. */
  readonly code?: string;
  readonly means: ErrorCode;
}

const STATUSES = 'Graph, error responses';

export const graphRegistrationFailures: readonly GraphRegistrationFailureRow[] = [
  {
    status: 400,
    code: 'CredentialInvalidLifetimeAsPerAppPolicy',
    means: 'ERR_ROTATION_AGAINST_POLICY',
    sample: '"Credential lifetime exceeds the max value allowed as per assigned policy \'…\'."',
    source: 'PubSec-Info-Assistant #681; microsoft-365-agents-toolkit #10998',
    hint: 'How long it may be, the answer does not say.',
  },
  {
    status: 400,
    code: 'CredentialTypeNotAllowedAsPerAppPolicy',
    means: 'ERR_ROTATION_AGAINST_POLICY',
    sample: '"Credential type not allowed as per assigned policy \'…\'."',
    source: 'public reports',
    hint: 'No client secret may be added at all: use a certificate.',
  },
  {
    status: 403,
    code: 'Authorization_RequestDenied',
    means: 'ERR_ROTATION_NOT_PERMITTED',
    sample: '"Insufficient privileges to complete the operation."',
    source: 'Graph, application: addPassword; public reports',
    hint: 'A permission counts with the next token; Application.ReadWrite.OwnedBy only for what the app’s service principal owns.',
  },
  {
    status: 403,
    means: 'ERR_ROTATION_NOT_PERMITTED',
    sample: 'no code that is known',
    source: STATUSES,
  },
  {
    status: 404,
    code: 'Request_ResourceNotFound',
    means: 'ERR_REGISTRATION_UNKNOWN',
    sample: '"Resource \'…\' does not exist or one of its queried reference-property objects are not present."',
    source: 'Graph, application: get; public reports',
    hint: 'Of an app that is registered in another tenant, this one has the service principal only.',
  },
  {
    status: 401,
    means: 'ERR_TOKEN_REFUSED',
    sample: 'the token has expired, or is for another audience',
    source: 'public reports',
  },
];

export const findRegistrationFailure = (
  status: number,
  code: string | undefined,
): GraphRegistrationFailureRow | undefined =>
  graphRegistrationFailures.find((row) => row.status === status && (row.code === undefined || row.code === code));
