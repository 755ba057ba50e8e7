/** The command that puts a first message into an empty folder, ready to paste into a shell. */
import { quoteWord } from '../format/quote-word.ts';

export function sendCommand(tenant: string): string {
  return `npx postbus send --tenant ${quoteWord(tenant)} --to ada@example.org --subject Hello --text Hi`;
}
