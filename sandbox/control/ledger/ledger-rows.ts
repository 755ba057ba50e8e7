/**
 * Postbus's rows as the page shows them. Written from what lies in the table, not from Postbus's code: only the columns that are shown are
 * known here, and a row that lacks what it cannot be shown without is left out.
 */
import * as z from 'zod';
import type { TableRow } from './query-table.ts';

/** Why the messages of a tenant, or of one of its mailboxes, are parked instead of tried. */
export interface Hold {
  readonly tenant: string;
  readonly mailbox?: string | undefined;
  readonly state: 'held' | 'releasing';
  readonly code: string;
  readonly provider?: string | undefined;
  readonly note?: string | undefined;
  readonly since: string;
  readonly updatedAt: string;
  readonly probes: number;
  readonly probeAt?: string | undefined;
}

export interface ParkedMessage {
  readonly tenant: string;
  readonly id: string;
  readonly mailbox?: string | undefined;
  readonly attempt: number;
  readonly code?: string | undefined;
  readonly because?: string | undefined;
  readonly provider?: string | undefined;
  readonly lastStep?: string | undefined;
  readonly note?: string | undefined;
  /** It may have been sent. */
  readonly isUnconfirmed: boolean;
  readonly parkedAt: string;
  readonly firstReceivedAt?: string | undefined;
  readonly expiresAt?: string | undefined;
}

const holdSchema = z.object({
  tenant: z.string(),
  mailbox: z.string().optional(),
  state: z.enum(['held', 'releasing']),
  code: z.string(),
  provider: z.string().optional(),
  note: z.string().optional(),
  since: z.string(),
  updatedAt: z.string(),
  probes: z.number().default(0),
  probeAt: z.string().optional(),
});

const parkedSchema = z
  .object({
    PartitionKey: z.string(),
    id: z.string(),
    mailbox: z.string().optional(),
    attempt: z.number().default(0),
    code: z.string().optional(),
    because: z.string().optional(),
    provider: z.string().optional(),
    lastStep: z.string().optional(),
    note: z.string().optional(),
    isUnconfirmed: z.boolean().default(false),
    parkedAt: z.string(),
    firstReceivedAt: z.string().optional(),
    expiresAt: z.string().optional(),
  })
  .transform(({ PartitionKey: tenant, ...rest }) => ({ tenant, ...rest }));

export const holdColumns: readonly string[] = Object.keys(holdSchema.shape);
export const parkedColumns: readonly string[] = Object.keys(parkedSchema.in.shape);

export const toHolds = (rows: readonly TableRow[]): readonly Hold[] => readable(holdSchema, rows);

export const toParkedMessages = (rows: readonly TableRow[]): readonly ParkedMessage[] => readable(parkedSchema, rows);

/** A column that a row does not have is null in some answers and absent in others. */
function readable<Shown>(schema: z.ZodType<Shown>, rows: readonly TableRow[]): readonly Shown[] {
  return rows.flatMap((row) => {
    const parsed = schema.safeParse(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
    return parsed.success ? [parsed.data] : [];
  });
}
