/**
 * One clock for all instances: the table service's. Every answer of it carries the `Date` it was made at, so each instance knows how far
 * its own clock is off, and what one writes into a row (who is busy until when) means the same to the others.
 * Differences below two seconds are the header's own grain and the way of the answer, and count as none.
 */
import { SECOND } from '../../duration.ts';

const GRAIN = 2 * SECOND;

export interface TableClock {
  now(): Date;
  /** Hears the `Date` header of an answer that took so long. */
  hear(date: string | undefined, tookMs: number): void;
}

export function createTableClock(ownNow: () => number = Date.now): TableClock {
  let offsetMs = 0;
  return {
    now: () => new Date(ownNow() + offsetMs),
    hear(date, tookMs) {
      const told = Date.parse(date ?? '');
      if (Number.isNaN(told)) return;
      // The header is cut to the second, and was made somewhere on the way: the middle of both.
      const difference = told + SECOND / 2 - (ownNow() - tookMs / 2);
      offsetMs = Math.abs(difference) <= GRAIN + tookMs ? 0 : Math.round(difference);
    },
  };
}
