/** Every answer of a service that is known, under the code of ours it leads to: asked of the classifiers, not written down again. */
import type { DeliveryError } from '../../shared/delivery/delivery-error.ts';
import { entraFailures } from '../../shared/services/entra/entra-failure-rows.ts';
import { classifyGraphFailure, classifyNoAnswer } from '../../shared/services/graph/classify-graph-failure.ts';
import type { GraphSample } from '../../shared/services/graph/graph-failure-row.ts';
import { graphFailures, graphUnlisted } from '../../shared/services/graph/graph-failures.ts';
import { graphRegistrationFailures } from '../../shared/services/graph/graph-registration-failures.ts';
import { classifyKeyVaultError, keyVaultFailures } from '../../shared/services/key-vault/key-vault-failures.ts';
import type { ProviderSample } from '../../shared/services/provider-sample.ts';
import { classifyServiceBusError, serviceBusFailures } from '../../shared/services/service-bus/service-bus-failures.ts';
import { classifyTableError, tableFailures } from '../../shared/services/table-storage/table-failures.ts';

export interface ProviderAnswer extends ProviderSample {
  /** Of ours. */
  readonly code: string;
  readonly service: 'Graph' | 'Entra ID' | 'Key Vault' | 'Table storage' | 'Service Bus';
  /** Status and code of the service's. */
  readonly answer: string;
  /** Only where the same answer means something else to other calls. */
  readonly to?: 'a send' | 'other calls' | 'app registrations';
}

export const providerAnswers = (): readonly ProviderAnswer[] => [
  ...graphAnswers(),
  ...registrationAnswers(),
  ...entraAnswers(),
  ...vaultAnswers(),
  ...tableAnswers(),
  ...queueAnswers(),
];

const NOW = new Date(0);
const NO_ANSWER = {
  answer: 'no answer',
  sample: 'a connection that is refused or breaks, or nothing within the deadline',
  source: 'Node.js',
};

function graphAnswers(): readonly ProviderAnswer[] {
  const listed = graphFailures.flatMap((row) =>
    row.samples.map((each) => (each.code === undefined && row.code !== undefined ? { ...each, code: row.code } : each)),
  );
  const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
  return [
    ...[...listed, ...graphUnlisted].flatMap(toGraphAnswers),
    {
      ...NO_ANSWER,
      sample: 'no connection came about: the request never left',
      service: 'Graph',
      code: classifyNoAnswer('send', refused).code,
    },
    ...byCall(
      { ...NO_ANSWER, service: 'Graph' },
      classifyNoAnswer('read', undefined),
      classifyNoAnswer('send', undefined),
    ),
  ];
}

function toGraphAnswers(sample: GraphSample): readonly ProviderAnswer[] {
  const { status, code, ...rest } = sample;
  const body = code === undefined ? undefined : { error: { code } };
  const response = { status: status ?? 400, headers: new Headers(), body };
  return byCall(
    { ...rest, service: 'Graph', answer: [status, code].filter(Boolean).join(' ') },
    classifyGraphFailure('create-draft', response, NOW),
    classifyGraphFailure('send', response, NOW),
  );
}

function byCall(
  answer: Omit<ProviderAnswer, 'code' | 'to'>,
  other: DeliveryError,
  toSend: DeliveryError,
): readonly ProviderAnswer[] {
  if (other.code === toSend.code) return [{ ...answer, code: other.code }];
  return [
    { ...answer, code: other.code, to: 'other calls' },
    { ...answer, code: toSend.code, to: 'a send' },
  ];
}

const registrationAnswers = (): readonly ProviderAnswer[] =>
  graphRegistrationFailures.map(({ status, code, means, ...text }) => ({
    ...text,
    service: 'Graph' as const,
    to: 'app registrations' as const,
    answer: [status, code].filter(Boolean).join(' '),
    code: means,
  }));

function entraAnswers(): readonly ProviderAnswer[] {
  const rows = entraFailures.map(({ aadsts, status, error, means, isFleeting: _, ...text }) => ({
    ...text,
    service: 'Entra ID' as const,
    answer: `${status} ${error} ${aadsts.map((each) => `AADSTS${each}`).join(', ')}`,
    code: means,
  }));
  // The same code as every 5xx of Entra ID's; shared/services/entra/entra-tokens.ts gives it.
  return [...rows, { ...NO_ANSWER, service: 'Entra ID', code: 'ERR_IDENTITY_UNAVAILABLE' }];
}

function vaultAnswers(): readonly ProviderAnswer[] {
  const rows = keyVaultFailures.map(({ status, code, means, ...text }) => ({
    ...text,
    service: 'Key Vault' as const,
    answer: [status, code].filter(Boolean).join(' '),
    code: means,
  }));
  return [...rows, { ...NO_ANSWER, service: 'Key Vault', code: classifyKeyVaultError(undefined).code }];
}

function tableAnswers(): readonly ProviderAnswer[] {
  const rows = tableFailures.map(({ status, code, means, ...text }) => ({
    ...text,
    service: 'Table storage' as const,
    answer: `${status} ${code}`,
    code: means,
  }));
  return [...rows, { ...NO_ANSWER, service: 'Table storage', code: classifyTableError(undefined).code }];
}

function queueAnswers(): readonly ProviderAnswer[] {
  const rows = serviceBusFailures.map(({ provider, means, ...text }) => ({
    ...text,
    service: 'Service Bus' as const,
    answer: provider,
    code: means,
  }));
  return [...rows, { ...NO_ANSWER, service: 'Service Bus', code: classifyServiceBusError(undefined).code }];
}
