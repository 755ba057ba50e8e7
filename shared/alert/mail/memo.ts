/** Which way a digest goes, as text that is kept with the batch. `parseMemo(toMemo(way))` is the way. */
import * as z from 'zod';
import type { DigestWay } from './render-digest.ts';

const waySchema = z.object({
  through: z.string(),
  at: z.coerce.date(),
  skipped: z.array(z.object({ tenant: z.string(), because: z.string() })),
});

export const toMemo = ({ through, at, skipped }: DigestWay): string => JSON.stringify({ through, at, skipped });

/** Undefined where there is none, or somebody changed it by hand. */
export function parseMemo(memo: string | undefined): DigestWay | undefined {
  try {
    return waySchema.parse(JSON.parse(memo ?? ''));
  } catch {
    return undefined;
  }
}
