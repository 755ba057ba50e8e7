/** No more than a screen of what is listed a line each, and how many there are beyond it. */
import type { Paint } from './terminal.ts';

const MOST_LISTED = 20;

export const firstFew = <T>(items: readonly T[]): readonly T[] => items.slice(0, MOST_LISTED);

export const restOf = (items: readonly unknown[], paint: Paint): readonly string[] =>
  items.length > MOST_LISTED ? [paint('dim', `… ${items.length - MOST_LISTED} more (--json prints them all)`)] : [];
