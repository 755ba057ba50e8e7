/**
 * Makes a reading that costs much a rare one: for nine times as long as it took, its answer is given again. A small table is read whenever
 * somebody asks; of a large one the page shows a state some seconds old, and the programs that work with it hardly notice.
 * Callers that come together share one reading. A failed reading is told to those who wait for it, and is not kept.
 */
const restsPerReading = 9;

export function paceReading<Value>(read: () => Promise<Value>, now = () => performance.now()): () => Promise<Value> {
  let running: Promise<Value> | undefined;
  let kept: { readonly value: Value; readonly until: number } | undefined;

  const readNow = async (): Promise<Value> => {
    const start = now();
    try {
      const value = await read();
      const end = now();
      kept = { value, until: end + restsPerReading * (end - start) };
      return value;
    } finally {
      running = undefined;
    }
  };

  return async () => {
    if (kept !== undefined && now() < kept.until) return kept.value;
    running ??= readNow();
    return running;
  };
}
