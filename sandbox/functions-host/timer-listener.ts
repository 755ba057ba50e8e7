/**
 * Runs a timer-triggered function on its schedule, in this process alone.
 * Promises: one run at a time; runs that were missed meanwhile become one, which starts at once. The status lives in
 * memory, so `isPastDue`, which the host finds in its storage at start, is never true here. What the function throws
 * is logged with its invocation and does not end the schedule; with a retry policy the run is made again, as often as
 * that says, before the schedule goes on.
 */
import type { Invoker } from './invocation.ts';
import type { Listener } from './listener.ts';
import { type TimerStatus, toTimerInput } from './timer-shape.ts';
import type { TimerTrigger } from './triggers.ts';

export interface TimerClock {
  readonly now: () => Date;
  /** True once `instant` has come, false when the signal came first. */
  readonly waitUntil: (instant: Date, signal: AbortSignal) => Promise<boolean>;
}

export interface TimerListenerOptions {
  readonly trigger: TimerTrigger;
  readonly invoke: Invoker['invoke'];
  readonly clock: TimerClock;
}

/** What .NET shows for "never". */
const NEVER = new Date(-62_135_596_800_000);

const MONITOR_FROM_MS = 60_000;

export interface TimerListener extends Listener {
  readonly functionName: string;
  /** What a monitored timer has on record: for a run by hand. */
  readonly status: () => TimerStatus | undefined;
}

/** When the timer ran last, and when it runs next. */
interface TimerRecord {
  last: Date;
  due: Date | undefined;
}

export function startTimerListener(options: TimerListenerOptions): TimerListener {
  const { trigger, clock } = options;
  const stopping = new AbortController();
  const record = { last: NEVER, due: trigger.runOnStartup ? clock.now() : trigger.schedule.next(clock.now()) };
  const schedule = followSchedule(options, record, stopping.signal);
  return {
    functionName: trigger.functionName,
    status: () => toStatus(trigger, record.last, record.due),
    stop: async () => {
      stopping.abort();
      await schedule;
    },
  };
}

async function followSchedule(options: TimerListenerOptions, record: TimerRecord, signal: AbortSignal): Promise<void> {
  const { trigger, clock } = options;
  while (record.due !== undefined && (await clock.waitUntil(record.due, signal))) {
    const started = clock.now();
    const next = trigger.schedule.next(started > record.due ? started : record.due);
    await runUntilDone(options, toStatus(trigger, record.last, next), signal);
    record.last = started;
    record.due = next;
  }
}

function toStatus(trigger: TimerTrigger, last: Date, next: Date | undefined): TimerStatus | undefined {
  return isMonitored(trigger, next) ? { last, next, lastUpdated: last } : undefined;
}

async function runUntilDone(
  { trigger, invoke, clock }: TimerListenerOptions,
  status: TimerStatus | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { maxRetryCount = 0, delayMs = 0 } = trigger.retry ?? {};
  for (let retries = 0; !(await runOnce(trigger, invoke, status)) && retries < maxRetryCount; retries += 1) {
    const again = new Date(clock.now().getTime() + delayMs);
    if (!(await clock.waitUntil(again, signal))) return;
  }
}

/** @returns false where the function threw: that is logged with the invocation */
async function runOnce(trigger: TimerTrigger, invoke: Invoker['invoke'], status: TimerStatus | undefined) {
  const data = toTimerInput({ isPastDue: false, status });
  try {
    await invoke({ functionName: trigger.functionName, data });
    return true;
  } catch {
    return false;
  }
}

/** The host keeps no status for schedules that run more often than once a minute. */
function isMonitored(trigger: TimerTrigger, next: Date | undefined): next is Date {
  if (!trigger.useMonitor || next === undefined) return false;
  const following = trigger.schedule.next(next);
  return following === undefined || following.getTime() - next.getTime() >= MONITOR_FROM_MS;
}
