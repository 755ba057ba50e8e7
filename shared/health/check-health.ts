/**
 * Whether everything Postbus depends on can be reached, and how long each took. Names and times only: the answer is public.
 * Answers are kept for ten seconds and made once at a time, so that asking often costs nothing.
 */
import { DeadlineError, withDeadline } from '../deadline.ts';
import { SECOND } from '../duration.ts';

/** One dependency. `check` resolves when it can be used. */
export interface Probe {
  readonly name: string;
  readonly remedy: string;
  check(signal: AbortSignal): Promise<void>;
}

export interface ProbeResult {
  readonly name: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  /** Only where it is not ok. */
  readonly problem?: string;
  readonly remedy?: string;
}

export interface Health {
  readonly ok: boolean;
  readonly checkedAt: string;
  readonly dependencies: readonly ProbeResult[];
}

const PROBE_DEADLINE = 5 * SECOND;
const KEPT_FOR = 10 * SECOND;

export function createHealthCheck(probes: readonly Probe[], now: () => Date): () => Promise<Health> {
  let latest: { readonly at: number; readonly health: Promise<Health> } | undefined;
  return () => {
    if (!latest || now().getTime() - latest.at > KEPT_FOR)
      latest = { at: now().getTime(), health: checkAll(probes, now) };
    return latest.health;
  };
}

async function checkAll(probes: readonly Probe[], now: () => Date): Promise<Health> {
  const dependencies = await Promise.all(probes.map(checkOne));
  return { ok: dependencies.every(({ ok }) => ok), checkedAt: now().toISOString(), dependencies };
}

async function checkOne({ name, remedy, check }: Probe): Promise<ProbeResult> {
  const start = performance.now();
  const took = (): number => Math.round(performance.now() - start);
  try {
    await withDeadline(name, PROBE_DEADLINE, check);
    return { name, ok: true, milliseconds: took() };
  } catch (error) {
    return {
      name,
      ok: false,
      milliseconds: took(),
      problem: error instanceof DeadlineError ? 'no answer in time' : 'not usable',
      remedy,
    };
  }
}
