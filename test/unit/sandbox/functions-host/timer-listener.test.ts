import { describe, expect, test } from '@jest/globals';
import type { Invocation } from '../../../../sandbox/functions-host/invocation.ts';
import { parseNcrontab } from '../../../../sandbox/functions-host/ncrontab.ts';
import { startTimerListener, type TimerClock } from '../../../../sandbox/functions-host/timer-listener.ts';
import type { TimerRetry } from '../../../../sandbox/functions-host/timer-retry.ts';

const everyMinute = '0 * * * * *';
const start = '2026-11-22T12:00:30.000Z';

/** A clock that moves only when told, and a function whose runs last until told. */
function setup({ expression = everyMinute, runOnStartup = false, retry = undefined as TimerRetry | undefined } = {}) {
  let now = new Date(start);
  const sleepers = new Set<() => void>();
  const runs: { at: string; input: unknown; end: (error?: Error) => void }[] = [];
  const wait = (instant: Date, signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const look = () => {
        if (!signal.aborted && now < instant) return;
        sleepers.delete(look);
        resolve(!signal.aborted);
      };
      signal.addEventListener('abort', look);
      sleepers.add(look);
      look();
    });
  const clock: TimerClock = { now: () => now, waitUntil: wait };
  const invoke = ({ data }: Invocation) =>
    new Promise<object>((resolve, reject) => {
      const end = (error?: Error) => (error ? reject(error) : resolve({}));
      runs.push({ at: now.toISOString(), input: JSON.parse(data.json ?? ''), end });
    });
  const schedule = parseNcrontab(expression);
  const trigger = {
    kind: 'timer',
    functionName: 'tick',
    expression,
    schedule,
    runOnStartup,
    useMonitor: true,
    ...(retry ? { retry } : {}),
  } as const;
  const listener = startTimerListener({ trigger, invoke, clock });
  const settle = () => new Promise(setImmediate);
  async function advanceTo(instant: string): Promise<void> {
    now = new Date(instant);
    for (const look of sleepers) look();
    await settle();
  }
  return { runs, listener, settle, advanceTo };
}

describe('timer listener', () => {
  test('runs when the schedule says, and not before', async () => {
    const { runs, advanceTo, listener } = setup();

    await advanceTo('2026-11-22T12:00:59.999Z');
    expect(runs).toHaveLength(0);
    await advanceTo('2026-11-22T12:01:00.000Z');
    expect(runs.map((run) => run.at)).toEqual(['2026-11-22T12:01:00.000Z']);

    runs[0]?.end();
    await listener.stop();
  });

  test('makes one run of those missed while a run lasted, and starts it at once', async () => {
    const { runs, advanceTo, listener, settle } = setup();
    await advanceTo('2026-11-22T12:01:00.000Z');

    await advanceTo('2026-11-22T12:04:30.000Z');
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await settle();
    expect(runs.map((run) => run.at)).toEqual(['2026-11-22T12:01:00.000Z', '2026-11-22T12:04:30.000Z']);

    runs[1]?.end();
    await settle();
    expect(runs).toHaveLength(2);
    await listener.stop();
  });

  test('goes on after a run that failed', async () => {
    const { runs, advanceTo, listener, settle } = setup();
    await advanceTo('2026-11-22T12:01:00.000Z');

    runs[0]?.end(new Error('broken'));
    await settle();
    await advanceTo('2026-11-22T12:02:00.000Z');

    expect(runs).toHaveLength(2);
    runs[1]?.end();
    await listener.stop();
  });

  test('makes a run that failed again after the delay, as often as its policy says, before the schedule goes on', async () => {
    const retry = { maxRetryCount: 2, delayMs: 90_000 };
    const { runs, advanceTo, listener, settle } = setup({ retry });
    const failNewest = async () => {
      runs.at(-1)?.end(new Error('broken'));
      await settle();
    };
    await advanceTo('2026-11-22T12:01:00.000Z');
    await failNewest();
    await advanceTo('2026-11-22T12:02:29.999Z');
    expect(runs).toHaveLength(1);
    await advanceTo('2026-11-22T12:02:30.000Z');
    await failNewest();
    await advanceTo('2026-11-22T12:04:00.000Z');
    expect(runs).toHaveLength(3);
    await failNewest();

    // Given up; the times that were missed meanwhile are one run.
    expect(runs).toHaveLength(4);
    runs.at(-1)?.end();
    await settle();
    await advanceTo('2026-11-22T12:05:00.000Z');
    expect(runs).toHaveLength(5);
    runs.at(-1)?.end();
    await listener.stop();
  });

  test('stops while it waits to make a run again', async () => {
    const { runs, advanceTo, listener, settle } = setup({ retry: { maxRetryCount: 5, delayMs: 60_000 } });
    await advanceTo('2026-11-22T12:01:00.000Z');
    runs[0]?.end(new Error('broken'));
    await settle();

    await listener.stop();

    expect(runs).toHaveLength(1);
  });

  test('stops after the run that is under way', async () => {
    const { runs, advanceTo, listener } = setup();
    await advanceTo('2026-11-22T12:01:00.000Z');
    let stopped = false;
    const stop = listener.stop().then(() => {
      stopped = true;
    });

    await advanceTo('2026-11-22T12:02:00.000Z');
    expect(stopped).toBe(false);
    runs[0]?.end();
    await stop;

    expect(runs).toHaveLength(1);
  });

  test('runs at start when asked to', async () => {
    const { runs, settle, listener } = setup({ runOnStartup: true });

    await settle();

    expect(runs.map((run) => run.at)).toEqual([start]);
    runs[0]?.end();
    await listener.stop();
  });

  test('tells the last and the next run, but not for schedules more often than a minute', async () => {
    const slow = setup();
    await slow.advanceTo('2026-11-22T12:01:00.000Z');
    const fast = setup({ expression: '*/30 * * * * *' });
    await fast.advanceTo('2026-11-22T12:01:00.000Z');

    expect(slow.runs[0]?.input).toMatchObject({
      ScheduleStatus: { Last: '0001-01-01T00:00:00.000Z', Next: '2026-11-22T12:02:00.000Z' },
      IsPastDue: false,
    });
    expect(fast.runs[0]?.input).not.toHaveProperty('ScheduleStatus');

    for (const { runs, listener } of [slow, fast]) {
      for (const run of runs) run.end();
      await listener.stop();
    }
  });
});
