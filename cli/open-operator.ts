/** From the environment, or the sandbox, to what a command works with. Loads the SDKs, so that `--help` does not have to. */
import type { Operator } from '../shared/compose-operator.ts';
import { CommandError } from './command-error.ts';
import { findSandboxFile, hasAzureSettings, refuseDeadSandbox, type SandboxFile } from './sandbox-file.ts';

type Environment = Record<string, string | undefined>;

export interface OpenOperatorOptions {
  /** The process's own: the identity's SDK reads its part of it there and takes no argument for it. */
  readonly environment: Environment;
  readonly folder: string;
  /** Says what nobody asked for and everybody wants to know. */
  readonly note: (text: string) => void;
}

export async function openOperator({ environment, folder, note }: OpenOperatorOptions): Promise<Operator> {
  if (!hasAzureSettings(environment)) await enterSandbox(environment, { folder, note });
  const [{ composeOperator }, { parseSettings }] = await Promise.all([
    import('../shared/compose-operator.ts'),
    import('../shared/settings.ts'),
  ]);
  return composeOperator(parseSettings(environment));
}

async function enterSandbox(
  environment: Environment,
  { folder, note }: Omit<OpenOperatorOptions, 'environment'>,
): Promise<void> {
  const sandbox = findSandboxFile(folder);
  if (sandbox === undefined) throw nothingToUse();
  await refuseDeadSandbox(sandbox);
  note(`using the sandbox (pid ${sandbox.pid})`);
  useSandbox(environment, sandbox);
}

/**
 * The sandbox's managed identity and no other: an Azure sign-in or service principal of this machine's owner would be tried
 * first, and its token is nothing the sandbox knows.
 */
export function useSandbox(environment: Environment, { settings }: Pick<SandboxFile, 'settings'>): void {
  delete environment.AZURE_CLIENT_ID;
  Object.assign(environment, settings, { AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential' });
}

const nothingToUse = (): CommandError =>
  new CommandError({
    code: 'ERR_SETTINGS',
    sentence: 'There are no Azure settings, and no sandbox of this project.',
    remedy:
      'Start the sandbox with `npm run sandbox` or `npm start`, or set ServiceBus__fullyQualifiedNamespace, POSTBUS_TABLE_STORAGE and POSTBUS_KEY_VAULT_URL and sign in with `az login`; docs/cli.md shows both.',
  });
