/**
 * How long one run goes on asking Entra ID and Graph while they do not answer. Each silence takes as long as a deadline, and what is behind
 * it waits: the vault's dates, which need nobody else, would not be looked at in time. Who was not asked is asked by the next day's run.
 */

export interface EntraPatience {
  readonly mayAsk: () => boolean;
  readonly noteSilence: () => void;
  /** How often it was too late to ask. */
  readonly unasked: () => number;
}

/** As many as are under way at once, or nearly: a service that is out of reach costs one deadline. */
const MOST_SILENCES = 20;

export function openEntraPatience(): EntraPatience {
  let silences = 0;
  let unasked = 0;
  return {
    mayAsk() {
      const may = silences < MOST_SILENCES;
      if (!may) unasked += 1;
      return may;
    },
    noteSilence: () => {
      silences += 1;
    },
    unasked: () => unasked,
  };
}
