/**
 * Recipients by the ten thousand are refused before each of them is parsed: reading one costs up to some milliseconds, and
 * while they are read nobody else's message in this process goes on (60,000 took 4.4 s).
 */
import { type Problem, problem } from './problem.ts';

const PROPERTIES = ['to', 'cc', 'bcc', 'replyTo'] as const;
/** Twice what a message may have, since duplicates are merged. */
const MOST_ITEMS = 1000;
const MOST_CHARACTERS = 64 * 1024;

export function findFlood(message: Readonly<Record<string, unknown>>): readonly Problem[] {
  const items = PROPERTIES.map((property) => message[property]).flatMap((list): readonly unknown[] =>
    Array.isArray(list) ? list : [],
  );
  if (items.length > MOST_ITEMS)
    return [
      problem('$', `has ${items.length} addresses; at most 500 recipients are sent to, so they were not looked at`),
    ];
  const characters = items.reduce<number>((sum, item) => sum + lengthOf(item), 0);
  return characters > MOST_CHARACTERS
    ? [problem('$', `has ${MOST_CHARACTERS / 1024} KB of addresses or more; they were not looked at`)]
    : [];
}

function lengthOf(item: unknown): number {
  if (typeof item === 'string') return item.length;
  if (typeof item !== 'object' || item === null) return 0;
  return Object.values(item).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}
