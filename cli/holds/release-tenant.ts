/**
 * `postbus release`: lifts a hold, and puts what was parked for it back on the queue. A dry run unless --yes is given.
 * Where nothing is held any more, it still puts back what an earlier release left behind.
 */
import type { Operator } from '../../shared/compose-operator.ts';
import { releaseHold } from '../../shared/delivery/release-hold.ts';
import { replay } from '../../shared/delivery/replay.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { partlyDone } from '../parked/partly-done.ts';
import { countOf } from '../terminal/count-of.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';
import { changedMeanwhile } from './changed-meanwhile.ts';
import { type Release, readRelease } from './read-release.ts';
import { formatRelease, formatReleased } from './release-view.ts';

export interface ReleaseRequest {
  readonly tenant: string;
  readonly mailbox?: string | undefined;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type ReleasePorts = Pick<Operator, 'connections' | 'holds' | 'ledger' | 'copies'>;
type ReleaseContext = Pick<CommandContext, 'terminal' | 'now' | 'commandName'>;

export async function releaseTenant(
  request: ReleaseRequest,
  ports: ReleasePorts,
  context: ReleaseContext,
): Promise<Answer> {
  const { tenant, mailbox, yes } = request;
  checkTenantKey(tenant);
  const release = await readRelease({ tenant, ...(mailbox === undefined ? {} : { mailbox }) }, ports);
  const { now, commandName } = context;
  if (!yes)
    return {
      json: { dryRun: true, ...toDocument(release) },
      text: (paint) => formatRelease(release, { paint, now: now(), commandName }),
    };
  const released = await letGo(request, release, ports, context);
  if (released === undefined) throw changedMeanwhile(release.scope);
  return {
    json: { dryRun: false, ...toDocument(release), released },
    text: (paint) => formatReleased(release, released, { paint, now: now(), commandName }),
  };
}

const toDocument = ({ scope, stored, messages, heldElsewhere }: Release): object => ({
  ...scope,
  ...(stored ? { hold: stored.hold } : {}),
  messages: messages.length,
  heldElsewhere,
});

/** @returns undefined where the hold changed hands */
async function letGo(
  request: ReleaseRequest,
  { stored, messages }: Release,
  ports: ReleasePorts,
  { terminal, now }: ReleaseContext,
): Promise<number | undefined> {
  const { report, end, done } = openLateProgress((total) =>
    openProgress('back on the queue', total, { terminal, ...request }),
  );
  // Nobody collects what a command logs: its answer says the same.
  const releasePorts = { ...ports, now, log: () => {} };
  try {
    return stored
      ? await releaseHold(stored, releasePorts, { by: 'operator', onProgress: report })
      : await replay(messages, releasePorts, { onProgress: (count) => report(count, messages.length) });
  } catch (error) {
    throw partlyDone(
      `The release stopped: ${done()} of ${countOf(messages.length, 'message')} back on the queue.`,
      error,
    );
  } finally {
    end();
  }
}

/** How many there are is known when the first are done. */
function openLateProgress(open: (total: number) => Progress) {
  let progress: Progress | undefined;
  let last = 0;
  return {
    report: (count: number, total: number): void => {
      progress ??= open(total);
      last = count;
      progress.report(count);
    },
    end: (): void => progress?.end(),
    done: (): number => last,
  };
}
