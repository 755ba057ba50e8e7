/** Why a command stops: what is wrong, what to do about it, and the exit code that says it to a script. */
import { EXIT, type ExitCode } from './exit-code.ts';

/** Codes of the command line's own failures; those of Postbus and the queue keep theirs. */
export type CommandErrorCode =
  | 'ERR_USAGE'
  | 'ERR_NOT_FOUND'
  | 'ERR_SETTINGS'
  | 'ERR_NOT_SIGNED_IN'
  | 'ERR_MESSAGE_INVALID'
  | 'ERR_SECRET_REFUSED'
  | 'ERR_NOT_CONFIRMED'
  | 'ERR_SANDBOX_NOT_RUNNING'
  | 'ERR_INTERRUPTED'
  | 'ERR_CHANGED_MEANWHILE'
  | 'ERR_PARTLY_DONE';

export interface CommandFailure {
  readonly code: CommandErrorCode;
  readonly sentence: string;
  readonly remedy: string;
  readonly problems?: readonly CommandProblem[];
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** One thing that is wrong with what was given. */
export interface CommandProblem {
  /** Number in the file, from 1, where there are several messages. */
  readonly message?: number;
  /** A JSON path, or the name of a flag. */
  readonly path: string;
  readonly sentence: string;
}

export class CommandError extends Error {
  readonly failure: CommandFailure;

  constructor(failure: CommandFailure) {
    super(`${failure.code}: ${failure.sentence}`, { cause: failure.cause });
    this.name = 'CommandError';
    this.failure = failure;
  }
}

export const usageError = (sentence: string, remedy: string, problems?: readonly CommandProblem[]): CommandError =>
  new CommandError({ code: 'ERR_USAGE', sentence, remedy, exitCode: EXIT.usage, ...(problems ? { problems } : {}) });

export const notFoundError = (sentence: string, remedy: string): CommandError =>
  new CommandError({ code: 'ERR_NOT_FOUND', sentence, remedy, exitCode: EXIT.notFound });
