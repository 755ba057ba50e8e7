/** The keys of a list: the index they lead to from `index` (-1: nothing is selected yet). Pure; `undefined` is "not our key" or an empty list. */
export interface ListPosition {
  readonly index: number;
  readonly length: number;
  readonly rowsPerPage: number;
}

export function listStep(pressed: string, { index, length, rowsPerPage }: ListPosition): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: rowsPerPage,
    PageUp: -rowsPerPage,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const step = steps[pressed];
  if (step === undefined || length === 0) {
    return undefined;
  }
  return Math.min(Math.max(index + step, 0), length - 1);
}
