/** What is wrong with the flags of `postbus secrets rotate`, before anything is begun. */
import type { Operator } from '../../shared/compose-operator.ts';
import { notFoundError, usageError } from '../command-error.ts';
import type { RotateRequest } from './rotate-options.ts';

/** @throws CommandError: a flag that would be passed over in silence is a slip: the secret it belongs to was not given. */
export function checkRotateFlags(request: RotateRequest): RotateRequest {
  const { finish, byHand, secretStdin, secretExpires, days } = request;
  if (secretExpires !== undefined && !byHand && !secretStdin)
    throw usageError(
      '--secret-expires belongs to a client secret that is given, and none is.',
      'Give it as well, with --by-hand or --secret-stdin; how long one lives that Postbus makes is said by --days.',
    );
  if (!finish) return request;
  if (byHand || secretStdin || days !== undefined)
    throw usageError('--finish makes no new client secret.', 'Leave out --by-hand, --secret-stdin and --days.');
  return { ...request, graceMinutes: 0 };
}

/** It may have ended by itself since somebody was told to finish it: then another one must not begin. */
export async function refuseNothingToFinish(
  { tenant }: RotateRequest,
  { rotation }: Pick<Operator, 'rotation'>,
): Promise<void> {
  const state = (await rotation.rotations.read(tenant))?.rotation.state;
  if (state === 'overlapping') return;
  throw notFoundError(
    `No rotation of ${tenant} is under way that could be finished.`,
    `\`postbus secrets ${tenant}\` shows the client secret; \`postbus secrets rotate ${tenant}\` makes a new one.`,
  );
}
