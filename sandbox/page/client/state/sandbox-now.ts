/** The time of the sandbox: the clock by which secrets expire and, where Postbus runs against it, by which it writes its records. */
import type { PageState } from './page-state.ts';

export function sandboxNow({ clockOffsetMilliseconds }: Pick<PageState, 'clockOffsetMilliseconds'>): Date {
  return new Date(Date.now() + clockOffsetMilliseconds);
}
