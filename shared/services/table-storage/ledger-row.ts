/** A ledger entry as a table row and back. `fromRow(toRow(entry))` is the entry; a property test holds it. */
import * as z from 'zod';
import { type ErrorCode, errorCodes } from '../../delivery/error-codes.ts';
import { type Failure, LEDGER_STATES, type LedgerEntry } from '../../delivery/ledger-entry.ts';
import { PLANS } from '../../tenant/connection.ts';

/** A row without its keys. Absent properties are left out: table storage has no null. */
export type LedgerRow = Record<string, string | number | boolean | Date>;

const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text);
const errorCode = z
  .string()
  .refine(isErrorCode)
  .transform((code): ErrorCode => (isErrorCode(code) ? code : 'ERR_INTERNAL'));

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
  takeOvers: z.number().optional(),
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
});

const tagsSchema = z.record(z.string(), z.string());
const problemsSchema = z.array(z.object({ path: z.string(), sentence: z.string() }));

/** A string property ends at 32 K characters; a row that is refused would bring its message back for ever. */
const LONGEST_PROBLEMS = 30_000;

export function toRow({ tenant: _tenant, tags, failure, ...plain }: LedgerEntry): LedgerRow {
  const { code, because, provider, requestId, problems } = failure ?? {};
  return withoutUndefined({
    ...plain,
    tags: JSON.stringify(tags),
    code,
    because,
    provider,
    failureRequestId: requestId,
    problems: problems && toJson(problems),
  });
}

/** As many problems as there is room for, the first ones. */
function toJson(problems: NonNullable<Failure['problems']>): string {
  const json = JSON.stringify(problems);
  return json.length <= LONGEST_PROBLEMS ? json : toJson(problems.slice(0, Math.floor(problems.length * 0.9)));
}

export function fromRow(tenant: string, row: unknown): LedgerEntry {
  const { tags, code, because, provider, failureRequestId, problems, ...plain } = rowSchema.parse(row);
  const failure: Failure | undefined =
    code &&
    withoutUndefined({
      code,
      because,
      provider,
      requestId: failureRequestId,
      problems: problems === undefined ? undefined : problemsSchema.parse(JSON.parse(problems)),
    });
  return withoutUndefined({ ...plain, tenant, tags: tagsSchema.parse(JSON.parse(tags)), failure });
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
