/**
 * Whoever runs the command: `az login`, an environment credential or a managed identity, in Azure's usual order. Loaded with
 * the first token it gets: with the sandbox most commands need none.
 */
import type { TokenCredential } from '@azure/identity';
import { openOnce } from '../open-once.ts';

export function openOperatorIdentity(): TokenCredential {
  const open = openOnce(async () => {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new DefaultAzureCredential();
  });
  return { getToken: async (scopes, options) => (await open()).getToken(scopes, options) };
}
