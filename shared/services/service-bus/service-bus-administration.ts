/** Opens the client of the queue's administration: the counts come from there, over HTTP. */
import type { TokenCredential } from '@azure/identity';
import type { ServiceBusAdministrationClient } from '@azure/service-bus';
import type { Settings } from '../../settings.ts';

type QueueSettings = Pick<Settings, 'serviceBus' | 'serviceBusAdministration'>;

export async function openServiceBusAdministration(
  { serviceBus, serviceBusAdministration }: QueueSettings,
  identity: TokenCredential,
): Promise<ServiceBusAdministrationClient> {
  const { ServiceBusAdministrationClient: Client } = await import('@azure/service-bus');
  const connectionString =
    serviceBusAdministration ?? (serviceBus.kind === 'connection-string' ? serviceBus.connectionString : undefined);
  if (connectionString === undefined) {
    return new Client(serviceBus.kind === 'identity' ? serviceBus.namespace : '', identity);
  }
  const client = new Client(connectionString);
  if (/;\s*UseDevelopmentEmulator=true/i.test(connectionString)) speakPlainHttp(client);
  return client;
}

/** Emulators have no TLS, and the SDK asks for https whatever UseDevelopmentEmulator says (Azure/azure-sdk-for-js#32771). */
function speakPlainHttp(client: ServiceBusAdministrationClient): void {
  client.pipeline.addPolicy({
    name: 'plain-http',
    sendRequest: (request, next) => {
      request.url = request.url.replace(/^https:/, 'http:');
      request.allowInsecureConnection = true;
      return next(request);
    },
  });
}
