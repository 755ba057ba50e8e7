/** A client secret that somebody made in Entra ID: from standard input, or from a hidden prompt. It is never a flag. */
import { text } from 'node:stream/consumers';
import type { TypedSecret } from '../../shared/tenant/rotation/rotation-ports.ts';
import { findSecretProblem } from '../../shared/tenant/secret-problems.ts';
import { CommandError, usageError } from '../command-error.ts';
import { parseExpiry } from '../tenants/check-secret.ts';
import { ask, askHidden } from '../terminal/prompt.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface NewSecretOptions {
  readonly secretStdin?: boolean;
  readonly secretExpires?: string;
}

/** @throws CommandError */
export async function readPipedSecret(options: NewSecretOptions, terminal: Terminal, now: Date): Promise<TypedSecret> {
  // A wrong date is told before anything is read.
  const expiresAt = expiryOf(options, now);
  return toTyped((await text(terminal.input)).replace(/\r?\n$/, ''), expiresAt);
}

/** @throws CommandError */
export async function askForSecret(
  tenant: string,
  options: NewSecretOptions,
  terminal: Terminal,
  now: Date,
): Promise<TypedSecret> {
  const expiresAt = expiryOf(options, now);
  const value = await askHidden(terminal, `New client secret of ${tenant} (not shown): `);
  const typed = toTyped(value, expiresAt);
  return expiresAt ? typed : toTyped(value, await askForExpiry(terminal, now));
}

export const mayAsk = ({ input, errors }: Terminal): boolean => Boolean(input.isTTY && errors.isTTY);

export const nobodyToAsk = (reason: string): CommandError =>
  usageError(
    reason,
    'Pipe a new one in with --secret-stdin and --secret-expires, or run it where there is a terminal.',
  );

const expiryOf = ({ secretExpires }: NewSecretOptions, now: Date): Date | undefined =>
  secretExpires === undefined ? undefined : parseExpiry(secretExpires, now);

async function askForExpiry(terminal: Terminal, now: Date): Promise<Date | undefined> {
  const answer = (await ask(terminal, 'It expires on (2027-06-30; Enter if you do not know): ')).trim();
  return answer === '' ? undefined : parseExpiry(answer, now);
}

function toTyped(value: string, expiresAt: Date | undefined): TypedSecret {
  const problem = findSecretProblem(value);
  if (problem) throw new CommandError({ code: 'ERR_SECRET_REFUSED', ...problem });
  return { value, ...(expiresAt ? { expiresAt } : {}) };
}
