/** A long command that stopped half-way: what is done, why it stopped, and that it can be run again. */
import { CommandError } from '../command-error.ts';
import { explainError } from '../explain-error.ts';

export function partlyDone(done: string, cause: unknown): CommandError {
  const { sentence, remedy } = explainError(cause);
  return new CommandError({
    code: 'ERR_PARTLY_DONE',
    sentence: `${done} ${sentence}`,
    remedy: `${remedy} Then run the command again: what is done already is not done twice.`,
    cause,
  });
}
