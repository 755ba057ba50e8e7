/** What a connection proves itself with, by its kind: a client secret that is given, a certificate that is in the vault, or nothing at all. */
import type { Operator } from '../../shared/compose-operator.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import type { CommandContext } from '../command-context.ts';
import { usageError } from '../command-error.ts';
import type { AddRequest } from './add-options.ts';
import { type CertificateChoice, findCertificate } from './find-certificate.ts';
import { readSecret, type SecretChoice } from './read-secret.ts';

export type CredentialChoice = SecretChoice | CertificateChoice | { readonly kind: 'federated' };

type ChooseContext = Pick<CommandContext, 'terminal' | 'now'> & { readonly warn: (text: string) => void };

export async function chooseCredential(
  request: AddRequest,
  connection: Connection,
  { secrets, credentials }: Pick<Operator, 'secrets' | 'credentials'>,
  context: ChooseContext,
): Promise<CredentialChoice> {
  const { credential, secretName: name = '' } = connection;
  if (credential !== 'client-secret') refuseSecretFlags(request, credential);
  if (credential === 'federated') return { kind: 'federated' };
  const stored = await secrets.describe(name);
  if (credential === 'certificate') return findCertificate(connection, { stored, credentials, warn: context.warn });
  const secret = await readSecret(request, { name, stored, now: context.now() }, context.terminal);
  if (secret.kind === 'new' && secret.expiresAt === undefined)
    context.warn('warning: nobody will be warned before this secret expires; run it again with --secret-expires');
  return secret;
}

function refuseSecretFlags({ secretStdin, keepSecret, secretExpires }: AddRequest, kind: string): void {
  const flags = [
    ...(secretStdin ? ['--secret-stdin'] : []),
    ...(keepSecret ? ['--keep-secret'] : []),
    ...(secretExpires === undefined ? [] : ['--secret-expires']),
  ];
  if (flags.length === 0) return;
  throw usageError(
    `${flags.join(' and ')} ${flags.length === 1 ? 'belongs' : 'belong'} to a client secret, and this connection is ${kind === 'certificate' ? 'proven by a certificate' : 'federated'}.`,
    'Leave it out, or give `--credential client-secret` as well.',
  );
}
