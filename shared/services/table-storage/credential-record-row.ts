/** What is remembered of a credential as a table row and back. `fromRow(toRow(record))` is the record; a property test holds it. */
import * as z from 'zod';
import { SEVERITIES } from '../../alert/alert.ts';
import { CREDENTIAL_KINDS } from '../../tenant/connection.ts';
import { type CredentialFacts, expiryOf } from '../../tenant/expiry/credential-facts.ts';
import type { CredentialRecord } from '../../tenant/expiry/credential-record.ts';
import { type FindingCode, isFindingCode, VAULT_CODES } from '../../tenant/expiry/finding-codes.ts';
import { wordsOf } from '../../tenant/expiry/to-alert.ts';
import { jsonColumn } from './json-column.ts';
import { withoutUndefined } from './row-value.ts';
import { credentialKey, fromTenantRowKey, TENANTS_PARTITION } from './tenant-keys.ts';

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

const rowSchema = z.object({
  rowKey: z.string(),
  kind: z.enum(CREDENTIAL_KINDS).optional(),
  version: z.string(),
  fingerprint: z.string().optional(),
  statedUntil: z.date().optional(),
  registeredUntil: z.date().optional(),
  notBefore: z.date().optional(),
  problem: jsonColumn(obstacle).optional(),
  refusal: jsonColumn(obstacle).optional(),
  isRenewed: z.boolean().optional(),
  isEarlierUsed: z.boolean().optional(),
  usedUntil: z.date().optional(),
  source: z.string().optional(),
  askedAt: z.date().optional(),
  checkedAt: z.date(),
  since: z.date().optional(),
  unread: z.enum(VAULT_CODES).optional(),
  findings: jsonColumn(z.array(finding)),
  told: jsonColumn(told),
});

export function toRow({ tenant, facts, findings, told: known, ...own }: CredentialRecord) {
  const { problem, refusal, version = '', ...plain } = facts ?? {};
  return withoutUndefined({
    partitionKey: TENANTS_PARTITION,
    rowKey: credentialKey(tenant),
    ...plain,
    version,
    problem: problem && JSON.stringify(problem),
    refusal: refusal && JSON.stringify(refusal),
    // For whoever looks at the row, as are the words of the findings: both are made anew when it is read.
    expiresAt: facts && expiryOf(facts, own.checkedAt),
    ...own,
    findings: JSON.stringify(
      findings.map((each) => ({ ...each, ...wordsOf(each.code, { tenant, kind: facts?.kind }) })),
    ),
    told: JSON.stringify(known),
  });
}

/** Undefined for a row that somebody changed by hand into something else. */
export function fromRow(row: unknown): CredentialRecord | undefined {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) return undefined;
  const { rowKey, source, askedAt, checkedAt, since, unread, findings, told: known, ...columns } = parsed.data;
  return withoutUndefined({
    tenant: fromTenantRowKey(rowKey).tenant,
    facts: toFacts(columns),
    source,
    askedAt,
    checkedAt,
    since,
    unread,
    findings: findings.map(withoutUndefined),
    told: {
      version: known.version,
      causes: Object.fromEntries(Object.entries(known.causes).map(([name, each]) => [name, withoutUndefined(each)])),
    },
  });
}

type Columns = Omit<z.output<typeof rowSchema>, 'rowKey' | keyof Omit<CredentialRecord, 'tenant' | 'facts'>>;

function toFacts({ kind, problem, refusal, ...plain }: Columns): CredentialFacts | undefined {
  if (kind === undefined) return undefined;
  return withoutUndefined({
    kind,
    ...plain,
    problem: problem && withoutUndefined(problem),
    refusal: refusal && withoutUndefined(refusal),
  });
}
