/** Why a token is refused: the name of Entra's error and its sentence, without the number and the ids around it. */
import type { TokenErrorName } from './token-error.ts';

export type TokenProblem = readonly [name: TokenErrorName, sentence: string];
