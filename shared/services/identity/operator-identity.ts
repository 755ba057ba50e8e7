/** Whoever runs the command: `az login`, an environment credential or a managed identity, in Azure's usual order. */
import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';

export const openOperatorIdentity = (): TokenCredential => new DefaultAzureCredential();
