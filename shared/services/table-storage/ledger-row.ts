/** A ledger entry as a table row and back. `fromRow(toRow(entry))` is the entry; a property test holds it. */
import * as z from 'zod';
import { type Failure, LEDGER_STATES, type LedgerEntry } from '../../delivery/ledger-entry.ts';
import { PLANS } from '../../tenant/connection.ts';
import { errorCode, withoutUndefined } from './row-value.ts';

/** A row without its keys. Absent properties are left out: table storage has no null. */
export type LedgerRow = Record<string, string | number | boolean | Date>;

const rowSchema = z.object({
  id: z.string(),
  state: z.enum(LEDGER_STATES),
  fingerprint: z.string(),
  firstReceivedAt: z.date(),
  updatedAt: z.date(),
  expiresAt: z.date(),
  attempt: z.number(),
  copy: z.number(),
  deferrals: z.number(),
  recipients: z.number(),
  duplicates: z.number(),
  tags: z.string(),
  mailbox: z.string().optional(),
  plan: z.enum(PLANS).optional(),
  internetMessageId: z.string().optional(),
  busyUntil: z.date().optional(),
  isUnconfirmed: z.boolean().optional(),
  looks: z.number().optional(),
  doubts: z.number().optional(),
  crashes: z.number().optional(),
  draftId: z.string().optional(),
  notBefore: z.date().optional(),
  parkedAt: z.date().optional(),
  sentAt: z.date().optional(),
  requestId: z.string().optional(),
  code: errorCode.optional(),
  because: errorCode.optional(),
  provider: z.string().optional(),
  failureRequestId: z.string().optional(),
  problems: z.string().optional(),
  lastStep: z.string().optional(),
  note: z.string().optional(),
});

const tagsSchema = z.record(z.string(), z.string());
const problemsSchema = z.array(z.object({ path: z.string(), sentence: z.string() }));

/** A string property ends at 32 K characters; a row that is refused would bring its message back for ever. */
const LONGEST_PROBLEMS = 30_000;

export function toRow({ tenant: _tenant, tags, failure, ...plain }: LedgerEntry): LedgerRow {
  const { code, because, provider, requestId, problems, lastStep, note } = failure ?? {};
  return withoutUndefined({
    ...plain,
    tags: JSON.stringify(tags),
    code,
    because,
    provider,
    failureRequestId: requestId,
    problems: problems && toJson(problems),
    lastStep,
    note,
  });
}

/** As many problems as there is room for, the first ones. */
function toJson(problems: NonNullable<Failure['problems']>): string {
  const json = JSON.stringify(problems);
  return json.length <= LONGEST_PROBLEMS ? json : toJson(problems.slice(0, Math.floor(problems.length * 0.9)));
}

/** Undefined for a row that somebody changed by hand into something else. */
export function tryFromRow(tenant: string, row: unknown): LedgerEntry | undefined {
  return rowSchema.safeParse(row).success ? fromRow(tenant, row) : undefined;
}

export function fromRow(tenant: string, row: unknown): LedgerEntry {
  const { tags, code, because, provider, failureRequestId, problems, lastStep, note, ...plain } = rowSchema.parse(row);
  const failure: Failure | undefined =
    code &&
    withoutUndefined({
      code,
      because,
      provider,
      requestId: failureRequestId,
      problems: problems === undefined ? undefined : problemsSchema.parse(JSON.parse(problems)),
      lastStep,
      note,
    });
  return withoutUndefined({ ...plain, tenant, tags: tagsSchema.parse(JSON.parse(tags)), failure });
}
