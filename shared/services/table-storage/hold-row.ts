/** A hold as a table row and back. `fromHoldRow(toHoldRow(hold))` is the hold; a property test holds it. */
import * as z from 'zod';
import { HOLD_STATES, type Hold } from '../../tenant/hold.ts';
import { encodeKey } from './keys.ts';
import { errorCode, withoutUndefined } from './row-value.ts';

/** All holds of all tenants lie in one partition: one query lists them. Underscore: no tenant key can be that. */
export const HOLDS_PARTITION = '_holds';

const holdSchema = z.object({
  tenant: z.string(),
  mailbox: z.string().optional(),
  state: z.enum(HOLD_STATES),
  code: errorCode,
  provider: z.string().optional(),
  requestId: z.string().optional(),
  note: z.string().optional(),
  since: z.date(),
  updatedAt: z.date(),
  probes: z.number(),
  probeAt: z.date().optional(),
  isTried: z.boolean().optional(),
});

/** `:` separates, and is never in an encoded part. With a prefix, because a tenant may have any name, `connection` too. */
export const holdKey = ({ tenant, mailbox }: Pick<Hold, 'tenant' | 'mailbox'>): string =>
  ['hold', tenant, ...(mailbox === undefined ? [] : [mailbox.toLowerCase()])].map(encodeKey).join(':');

export const toHoldRow = (hold: Hold) => ({ partitionKey: HOLDS_PARTITION, rowKey: holdKey(hold), ...hold });

/** Undefined for a row that somebody changed by hand into something else: it must not hold up everybody. */
export function fromHoldRow(row: unknown): Hold | undefined {
  const parsed = holdSchema.safeParse(row);
  return parsed.success ? withoutUndefined(parsed.data) : undefined;
}
