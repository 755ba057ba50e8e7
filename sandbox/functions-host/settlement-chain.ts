/**
 * Settles one received message after another, never two at once.
 * rhea 3.0.5, below the SDK, merges settlements of neighbouring deliveries that leave in one tick without comparing
 * their outcomes: complete(m1) beside abandon(m2) completes both, and both promises are kept. A message is lost.
 * A settlement fails when the broker does not answer within the deadline; it does not hold up the next ones for longer.
 */
export type SettlementChain = (settle: () => Promise<unknown>) => Promise<void>;

export function createSettlementChain(deadlineMs: number): SettlementChain {
  let last: Promise<void> = Promise.resolve();
  return (settle) => {
    const settled = last.then(() => within(deadlineMs, settle()));
    // One that fails (its lock was lost) must not fail the next.
    last = settled.catch(() => {});
    return settled;
  };
}

/** When a connection breaks, the SDK waits a minute for the answer to a settlement that was on its way, then tries again. */
async function within(deadlineMs: number, settlement: Promise<unknown>): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const deadline = setTimeout(
    () => reject(new Error(`the broker did not answer the settlement within ${deadlineMs} ms`)),
    deadlineMs,
  );
  try {
    await Promise.race([settlement, tooLate]);
  } finally {
    clearTimeout(deadline);
  }
}
