/**
 * A list of choices that can be made again, and then the next one: depth first through everything that can happen, without
 * keeping any state but the list.
 */
export interface Choices {
  /** A number from 0 up to, and without, `options`: as the list says, and 0 beyond its end. */
  choose(options: number): number;
  /** What to choose the next time; undefined where everything was chosen. */
  next(): readonly number[] | undefined;
  readonly made: readonly number[];
}

export function createChoices(wanted: readonly number[]): Choices {
  const made: number[] = [];
  const options: number[] = [];
  return {
    made,
    choose(of) {
      const chosen = wanted[made.length] ?? 0;
      if (chosen >= of) throw new Error(`choice ${made.length} is ${chosen} of ${of}: not the same each time`);
      made.push(chosen);
      options.push(of);
      return chosen;
    },
    next() {
      for (let last = made.length - 1; last >= 0; last -= 1) {
        const chosen = made[last] ?? 0;
        if (chosen + 1 < (options[last] ?? 0)) return [...made.slice(0, last), chosen + 1];
      }
      return undefined;
    },
  };
}
