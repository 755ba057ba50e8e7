/** What is remembered of a credential as a table row and back. `fromRow(toRow(record))` is the record; a property test holds it. */
import * as z from 'zod';
import { SEVERITIES } from '../../alert/alert.ts';
import { CREDENTIAL_KINDS } from '../../tenant/connection.ts';
import { type CredentialFacts, expiryOf } from '../../tenant/expiry/credential-facts.ts';
import type { CredentialRecord } from '../../tenant/expiry/credential-record.ts';
import { type FindingCode, isFindingCode } from '../../tenant/expiry/finding-codes.ts';
import { wordsOf } from '../../tenant/expiry/to-alert.ts';
import { withoutUndefined } from './row-value.ts';

export const CREDENTIAL_KEY = 'credential';

const findingCode = z
  .string()
  .refine(isFindingCode)
  .transform((code): FindingCode => code as FindingCode);
const instant = z.coerce.date();

const obstacle = z.object({ code: findingCode, provider: z.string().optional() });

const finding = z.object({
  code: findingCode,
  severity: z.enum(SEVERITIES),
  level: z.number().optional(),
  expiresAt: instant.optional(),
  daysLeft: z.number().optional(),
  provider: z.string().optional(),
});

const cause = z.object({
  isOpen: z.boolean(),
  episode: z.number(),
  level: z.number().optional(),
  until: instant.optional(),
});

const told = z.object({ version: z.string(), causes: z.record(z.string(), cause) });

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

const rowSchema = z.object({
  partitionKey: z.string(),
  kind: z.enum(CREDENTIAL_KINDS).optional(),
  version: z.string(),
  fingerprint: z.string().optional(),
  statedUntil: z.date().optional(),
  registeredUntil: z.date().optional(),
  notBefore: z.date().optional(),
  problem: json(obstacle).optional(),
  refusal: json(obstacle).optional(),
  isRenewed: z.boolean().optional(),
  isEarlierUsed: z.boolean().optional(),
  source: z.string().optional(),
  askedAt: z.date().optional(),
  checkedAt: z.date(),
  findings: json(z.array(finding)),
  told: json(told),
});

export function toRow({ tenant, facts, source, askedAt, checkedAt, findings, told: known }: CredentialRecord) {
  const { problem, refusal, version = '', ...plain } = facts ?? {};
  return withoutUndefined({
    partitionKey: tenant,
    rowKey: CREDENTIAL_KEY,
    ...plain,
    version,
    problem: problem && JSON.stringify(problem),
    refusal: refusal && JSON.stringify(refusal),
    // For whoever looks at the row, as are the words of the findings: both are made anew when it is read.
    expiresAt: facts && expiryOf(facts),
    source,
    askedAt,
    checkedAt,
    findings: JSON.stringify(findings.map((each) => ({ ...each, ...wordsOf(each.code, tenant) }))),
    told: JSON.stringify(known),
  });
}

/** Undefined for a row that somebody changed by hand into something else. */
export function fromRow(row: unknown): CredentialRecord | undefined {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) return undefined;
  const { partitionKey, source, askedAt, checkedAt, findings, told: known, ...columns } = parsed.data;
  return withoutUndefined({
    tenant: partitionKey,
    facts: toFacts(columns),
    source,
    askedAt,
    checkedAt,
    findings: findings.map(withoutUndefined),
    told: {
      version: known.version,
      causes: Object.fromEntries(Object.entries(known.causes).map(([name, each]) => [name, withoutUndefined(each)])),
    },
  });
}

type Columns = Omit<
  z.output<typeof rowSchema>,
  'partitionKey' | 'source' | 'askedAt' | 'checkedAt' | 'findings' | 'told'
>;

function toFacts({ kind, problem, refusal, ...plain }: Columns): CredentialFacts | undefined {
  if (kind === undefined) return undefined;
  return withoutUndefined({
    kind,
    ...plain,
    problem: problem && withoutUndefined(problem),
    refusal: refusal && withoutUndefined(refusal),
  });
}
