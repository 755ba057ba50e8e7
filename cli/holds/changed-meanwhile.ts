/** Somebody else, an app or an operator, was faster with the same hold. */
import type { HoldScope } from '../../shared/tenant/hold.ts';
import { CommandError } from '../command-error.ts';
import { nameScope } from './format-hold.ts';

export const changedMeanwhile = (scope: HoldScope): CommandError =>
  new CommandError({
    code: 'ERR_CHANGED_MEANWHILE',
    sentence: `The hold of ${nameScope(scope)} changed while this command was at it.`,
    remedy: 'See `postbus holds`, and run it again if it is still wanted.',
  });
