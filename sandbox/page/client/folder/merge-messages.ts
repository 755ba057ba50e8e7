/**
 * Folds pages of messages, newest first, into the list that is shown. The list never has a gap or a message twice:
 * mails arrive between two page requests and shift what `skip` counts.
 */
import type { MessageSummary } from '../control/control-types.ts';

type Messages = readonly MessageSummary[];

/** The next older page behind what is there. */
export function appendPage(shown: Messages, page: Messages): Messages {
  const known = new Set(shown.map((message) => message.id));
  return [...shown, ...page.filter((message) => !known.has(message.id))];
}

/**
 * The newest page over what is there; what it covers and does not contain has left the folder.
 * `undefined`: the two do not meet, more than a page arrived, and the caller must read on.
 */
export function mergeNewest(shown: Messages, newest: Messages, total: number): Messages | undefined {
  if (newest.length >= total) {
    return newest;
  }
  const fresh = new Set(newest.map((message) => message.id));
  const lastMet = shown.findLastIndex((message) => fresh.has(message.id));
  if (lastMet === -1) {
    return shown.length === 0 ? newest : undefined;
  }
  return [...newest, ...shown.slice(lastMet + 1)];
}

export function withoutMessage(shown: Messages, id: string): Messages {
  return shown.some((message) => message.id === id) ? shown.filter((message) => message.id !== id) : shown;
}
