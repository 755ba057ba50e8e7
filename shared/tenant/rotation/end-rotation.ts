/** The end of a rotation that has changed something. What is left to somebody is told first: a run that dies in between tells it again. */
import { done, type LeftBecause, type RotationEnding } from './rotation.ts';
import type { RotationLease } from './rotation-lease.ts';
import type { RotationPorts } from './rotation-ports.ts';

type EndPorts = Pick<RotationPorts, 'tell' | 'tellLeft'>;

export async function endRotation(
  ending: Exclude<RotationEnding, 'left'>,
  { keyId }: { readonly keyId?: string },
  lease: RotationLease,
  { tell }: EndPorts,
): Promise<void> {
  await lease.write((rotation, at) => done(rotation, ending, at));
  tell({ kind: 'ended', ending, ...(keyId ? { keyId } : {}) });
}

export async function leave(because: LeftBecause, lease: RotationLease, { tell, tellLeft }: EndPorts): Promise<void> {
  await tellLeft(lease.current(), because);
  await lease.write((rotation, at) => done(rotation, 'left', at, because));
  tell({ kind: 'ended', ending: 'left', because });
}
