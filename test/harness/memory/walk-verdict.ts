/** What is wrong with how a message of a walk ended: sent once, or a record that says why not, which the scenario has a reason for. */
import type { StormEnd } from './storm-verdict.ts';

interface Expectations {
  readonly mayEnd?: (end: StormEnd, faults: number) => boolean;
  /** A second mail is better than none: each misfortune may cost one. */
  readonly mayResend?: boolean;
}

export function judgeWalk(
  { mayEnd, mayResend = false }: Expectations,
  end: StormEnd,
  faults: number,
): string | undefined {
  const { entry, timesSent } = end;
  if (timesSent > (mayResend ? 1 + faults : 1)) return 'sent twice';
  if (!entry) return 'lost without a record';
  if (entry.state === 'attempting' || entry.state === 'deferred') return `left ${entry.state} with nobody to come back`;
  if (entry.state === 'sent') return timesSent > 0 ? undefined : 'recorded as sent, and was not';
  return mayEnd?.(end, faults) ? undefined : `${entry.state} ${entry.failure?.code}: no good reason`;
}
