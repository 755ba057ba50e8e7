/** Where the client secret of a connection comes from: a hidden prompt, standard input, or the vault that has it already. */
import { text } from 'node:stream/consumers';
import type { SecretDescription } from '../../shared/tenant/vault-secrets.ts';
import { CommandError, usageError } from '../command-error.ts';
import { ask, askHidden } from '../terminal/prompt.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { AddRequest } from './add-options.ts';
import { checkSecret, parseExpiry } from './check-secret.ts';

export type SecretChoice =
  | { readonly kind: 'keep'; readonly stored: SecretDescription }
  | { readonly kind: 'new'; readonly value: string; readonly expiresAt?: Date };

export interface SecretFacts {
  readonly name: string;
  /** What the vault holds under the name now. */
  readonly stored: SecretDescription | undefined;
  readonly now: Date;
}

export async function readSecret(request: AddRequest, facts: SecretFacts, terminal: Terminal): Promise<SecretChoice> {
  const { keepSecret, secretStdin, secretExpires } = request;
  if (keepSecret && secretStdin)
    throw usageError('--keep-secret and --secret-stdin are both given.', 'Keep one of them.');
  // A wrong date is told before anybody types a secret.
  const expiresAt = secretExpires === undefined ? undefined : parseExpiry(secretExpires, facts.now);
  if (keepSecret) return keep(request, facts);
  if (secretStdin) return toNew(withoutLineEnd(await text(terminal.input)), expiresAt);
  if (!(terminal.input.isTTY && terminal.errors.isTTY)) {
    throw usageError(
      'No client secret is given, and there is no terminal to ask on.',
      'Pipe it in with --secret-stdin, or keep the one in Key Vault with --keep-secret.',
    );
  }
  return askForSecret(request, { ...facts, expiresAt }, terminal);
}

async function askForSecret(
  request: AddRequest,
  facts: SecretFacts & { readonly expiresAt: Date | undefined },
  terminal: Terminal,
): Promise<SecretChoice> {
  const hint = facts.stored ? 'not shown; Enter keeps the stored one' : 'not shown';
  const value = await askHidden(terminal, `Client secret of ${request.tenant} (${hint}): `);
  if (value === '' && facts.stored) return keep(request, facts);
  checkSecret(value);
  return toNew(value, facts.expiresAt ?? (await askForExpiry(facts.now, terminal)));
}

async function askForExpiry(now: Date, terminal: Terminal): Promise<Date | undefined> {
  const answer = (await ask(terminal, 'It expires on (2027-06-30; Enter if you do not know): ')).trim();
  return answer === '' ? undefined : parseExpiry(answer, now);
}

function keep({ tenant, secretExpires }: AddRequest, { name, stored }: SecretFacts): SecretChoice {
  if (stored === undefined) {
    throw new CommandError({
      code: 'ERR_SECRET_REFUSED',
      sentence: `There is no secret ${name} in Key Vault that could be kept.`,
      remedy: `Run \`postbus tenants add ${tenant}\` without --keep-secret, or name the right one with --secret-name.`,
    });
  }
  if (secretExpires !== undefined) {
    throw usageError(
      '--secret-expires belongs to a new secret, and this one is kept.',
      'Leave it out, or give the secret as well.',
    );
  }
  return { kind: 'keep', stored };
}

function toNew(value: string, expiresAt: Date | undefined): SecretChoice {
  checkSecret(value);
  return { kind: 'new', value, ...(expiresAt ? { expiresAt } : {}) };
}

/** `echo` and files end with one; a second one is no accident any more and is refused. */
const withoutLineEnd = (input: string): string => input.replace(/\r?\n$/, '');
