/** From anything that was thrown to a failure that can be shown: sentence and remedy, never a stack, never a secret. */
import { CommanderError } from 'commander';
import { isDeliveryError } from '../shared/delivery/delivery-error.ts';
import { type ErrorCode, errorCodes } from '../shared/delivery/error-codes.ts';
import { redact } from '../shared/log/redact.ts';
import { QueueAccessError, queueErrorCodes } from '../shared/message/queue-access.ts';
import { SettingsError } from '../shared/settings.ts';
import { CommandError, type CommandProblem } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

export interface ExplainedError {
  readonly code: string;
  readonly sentence: string;
  readonly remedy: string;
  /** What a service answered, short. */
  readonly provider?: string;
  readonly problems?: readonly CommandProblem[];
  readonly exitCode: ExitCode;
}

/** The table's remedies speak of the app's identity; here a person is at work, with rights of their own. */
const OPERATOR_REMEDIES: Partial<Record<ErrorCode, string>> = {
  ERR_LEDGER_UNAVAILABLE:
    'Check POSTBUS_TABLE_STORAGE, the storage account’s firewall, and that you are Storage Table Data Contributor on it.',
  ERR_VAULT_ACCESS_DENIED:
    'Check that you are Key Vault Secrets Officer on the vault, and that its firewall lets you pass.',
  ERR_VAULT_UNAVAILABLE: 'Check POSTBUS_KEY_VAULT_URL, the vault’s firewall and your network, and try again.',
  ERR_INTERNAL: 'Report it with the command you ran; trying again may help.',
};

export function explainError(error: unknown): ExplainedError {
  if (error instanceof CommandError) return fromCommandError(error);
  if (error instanceof CommanderError) return fromCommanderError(error);
  if (isSignInMissing(error)) return notSignedIn;
  if (error instanceof SettingsError) return fromSettingsError(error);
  if (error instanceof QueueAccessError) {
    const { code, provider } = error;
    return { code, ...queueErrorCodes[code], ...(provider ? { provider } : {}), exitCode: EXIT.failed };
  }
  if (isDeliveryError(error)) return fromCode(error.code, error.details.provider);
  return fromCode('ERR_INTERNAL', error instanceof Error ? redact(error.message) : undefined);
}

function fromCommandError({ failure }: CommandError): ExplainedError {
  const { code, sentence, remedy, problems, exitCode = EXIT.failed } = failure;
  return { code, sentence, remedy, ...(problems ? { problems } : {}), exitCode };
}

/** "error: unknown command 'sned'\n(Did you mean send?)" */
function fromCommanderError({ message }: CommanderError): ExplainedError {
  return {
    code: 'ERR_USAGE',
    sentence: message.replace(/^error: /, '').replace(/\n/g, ' '),
    remedy: '`postbus --help` lists the commands, `postbus <command> --help` the options of one, with examples.',
    exitCode: EXIT.usage,
  };
}

function fromSettingsError({ message }: SettingsError): ExplainedError {
  return {
    code: 'ERR_SETTINGS',
    sentence: message,
    remedy: 'Correct the settings named above; docs/cli.md lists those that the commands need.',
    exitCode: EXIT.failed,
  };
}

function fromCode(code: ErrorCode, provider: string | undefined): ExplainedError {
  const { sentence, remedy } = errorCodes[code];
  return {
    code,
    sentence,
    remedy: OPERATOR_REMEDIES[code] ?? remedy,
    ...(provider ? { provider } : {}),
    exitCode: EXIT.failed,
  };
}

const notSignedIn: ExplainedError = {
  code: 'ERR_NOT_SIGNED_IN',
  sentence: 'Azure does not know who you are: no sign-in was found that still works.',
  remedy: 'Run `az login` (in the directory of the deployment) and try again.',
  exitCode: EXIT.failed,
};

const SIGN_IN_ERRORS = ['CredentialUnavailableError', 'AggregateAuthenticationError', 'AuthenticationRequiredError'];

/** The identity's own error is the cause of the table's or the vault's, which would else be blamed. */
function isSignInMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return SIGN_IN_ERRORS.includes(error.name) || isSignInMissing(error.cause);
}
