/**
 * For the proof that the storm can fail: a product that never looks what became of a send in doubt, and sends again. It stands in
 * for reconcile.ts in a build of its own, which must be found to send twice.
 */
import type { adoptDraft as adopt, reconcile as look } from '../../../shared/delivery/reconcile.ts';

export { deleteDraft, mayLook } from '../../../shared/delivery/reconcile.ts';

/** "Looked often enough, and found no trace." */
export const reconcile: typeof look = async () => ({ kind: 'no-trace', looks: Number.MAX_SAFE_INTEGER });

/** An earlier draft is not looked for either: it may be a sent one. */
export const adoptDraft: typeof adopt = async () => undefined;
