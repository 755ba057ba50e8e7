/** Arguments that are numbers, for commander. */
import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 5000) return limit;
  throw new InvalidArgumentError('It must be a whole number from 1 to 5000.');
}
