/** The commands that show a parked message and lift a hold, ready to paste into a shell. The page itself does neither. */
import type { Hold, ParkedMessage } from '../control/ledger-types.ts';
import { quoteWord } from '../format/quote-word.ts';

export function showCommand({ tenant, id }: Pick<ParkedMessage, 'tenant' | 'id'>): string {
  return command('show', tenant, id);
}

/** Says what it would do; with `--yes` it does it. */
export function releaseCommand({ tenant, mailbox }: Pick<Hold, 'tenant' | 'mailbox'>): string {
  return mailbox === undefined ? command('release', tenant) : command('release', tenant, mailbox);
}

function command(verb: string, ...words: readonly string[]): string {
  // A producer may choose an id that looks like a flag.
  const end = words.some((word) => word.startsWith('-')) ? ['--'] : [];
  return ['npx postbus', verb, ...end, ...words.map(quoteWord)].join(' ');
}
