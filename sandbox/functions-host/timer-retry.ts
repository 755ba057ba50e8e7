/**
 * The retry policy of a timer, as the library hands it over: a fixed delay between the runs of one schedule. As in Azure the count is
 * kept in memory alone: a host that is stopped forgets it, and the timer runs at its next time.
 */

export interface TimerRetry {
  readonly maxRetryCount: number;
  readonly delayMs: number;
}

/** Undefined where there is none; adds a problem for what is not played. */
export function readTimerRetry(options: unknown, problems: string[]): TimerRetry | undefined {
  if (options === undefined || options === null) return undefined;
  const strategy = fieldOf(options, 'retryStrategy');
  const maxRetryCount = fieldOf(options, 'maxRetryCount');
  const seconds = fieldOf(fieldOf(options, 'delayInterval'), 'seconds');
  if (strategy !== 'fixedDelay') {
    problems.push(`the retry strategy "${String(strategy)}" of a timer is not played here. Use fixedDelay.`);
    return undefined;
  }
  if (typeof maxRetryCount !== 'number' || typeof seconds !== 'number' || maxRetryCount < 0) {
    problems.push(
      'the retry policy of a timer needs a delayInterval, and a maxRetryCount from 0 on: endless ones are not played here.',
    );
    return undefined;
  }
  return { maxRetryCount, delayMs: seconds * 1000 };
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
