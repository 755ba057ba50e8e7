/** Opens the Service Bus client. Loaded when first needed: a happy send never schedules a copy, and the SDK is heavy. */
import type { TokenCredential } from '@azure/identity';
import type { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusSettings } from '../../settings.ts';

export async function openServiceBusClient(
  settings: ServiceBusSettings,
  identity: TokenCredential,
): Promise<ServiceBusClient> {
  const { ServiceBusClient: Client } = await import('./sdk.ts');
  if (settings.kind === 'identity') return new Client(settings.namespace, identity);
  return new Client(settings.connectionString);
}
