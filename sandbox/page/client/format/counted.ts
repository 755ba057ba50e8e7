/** A number and what it counts: `1 message`, `1,200 messages`. */
import { formatCount } from './format-size.ts';

export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
