/**
 * Makes one run of `work` out of many calls: runs at once, never twice at the same time, and at most once per interval. A call during a run
 * leads to one more run afterwards. A burst of 5,000 events asks the sandbox a handful of times. `work` must not reject.
 */
export function coalesce(work: () => Promise<void>, intervalMilliseconds: number): () => void {
  let isBusy = false;
  let isWanted = false;

  const finish = (): void => {
    isBusy = false;
    if (isWanted) {
      run();
    }
  };

  const run = (): void => {
    isBusy = true;
    isWanted = false;
    void work().finally(() => setTimeout(finish, intervalMilliseconds));
  };

  return () => {
    if (isBusy) {
      isWanted = true;
      return;
    }
    run();
  };
}
