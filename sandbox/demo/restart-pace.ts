/** When a host that ended by itself may start again: at once, but only a few times in any minute. */
export const MOST_RESTARTS = 4;
const WINDOW_MS = 60_000;

/** `restarts` are the instants of the restarts so far, oldest first, in milliseconds like `now`. */
export function nextRestartAt(restarts: readonly number[], now: number): number {
  const oldest = restarts.at(-MOST_RESTARTS);
  return oldest === undefined ? now : Math.max(now, oldest + WINDOW_MS);
}
