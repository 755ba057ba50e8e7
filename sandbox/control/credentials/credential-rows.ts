/**
 * Postbus's rows about credentials as the inventory needs them: the connection, the record of the daily check, and when a credential was last
 * used. Written from what lies in the table, not from Postbus's code: what cannot be read is left out, a column at a time.
 */
import * as z from 'zod';
import type { QueryTable, TableRow } from '../ledger/query-table.ts';
import { type Severity, severities } from './finding-codes.ts';

export interface ConnectionRow {
  readonly kind: string;
  readonly secretName?: string | undefined;
  readonly isAutoRotated: boolean;
  readonly rotatedAt?: string | undefined;
}

/** Something that the daily check found wrong. */
export interface RecordedFinding {
  readonly code: string;
  readonly severity?: Severity | undefined;
  readonly provider?: string | undefined;
}

/** What the daily check last knew. */
export interface CheckRecord {
  /** Of the vault; absent or empty where there was none. */
  readonly version?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly checkedAt?: string | undefined;
  readonly findings: readonly RecordedFinding[];
}

export interface CredentialUse {
  readonly version?: string | undefined;
  readonly usedAt: string;
}

/** Everything the table says of one tenant that has a connection. */
export interface CredentialRows {
  readonly tenant: string;
  readonly connection: ConnectionRow;
  readonly record?: CheckRecord | undefined;
  readonly uses: readonly CredentialUse[];
}

const text = z.string().optional().catch(undefined);
const instant = z.iso.datetime({ offset: true }).optional().catch(undefined);

const connectionSchema = z
  .object({ credential: text, secretName: text, autoRotate: z.boolean().catch(false), rotatedAt: instant })
  .transform(({ credential, autoRotate, ...rest }) => ({
    ...rest,
    // A connection of an earlier version says nothing, and has a client secret.
    kind: credential ?? 'client-secret',
    isAutoRotated: autoRotate,
  }));

const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(severities).optional().catch(undefined),
  provider: text,
});

const recordSchema = z.object({
  version: text,
  expiresAt: instant,
  checkedAt: instant,
  findings: z.string().transform(parseJson).pipe(z.array(findingSchema)).catch([]),
});

const useSchema = z.object({ version: text, usedAt: z.iso.datetime({ offset: true }) });

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const table = 'postbus';
const columns = [
  ...['PartitionKey', 'RowKey'],
  ...['credential', 'secretName', 'autoRotate', 'rotatedAt'],
  ...['version', 'expiresAt', 'checkedAt', 'findings', 'usedAt'],
];
// Everything that is known of tenants, and no message.
const filter = "PartitionKey eq '_tenants'";

/** `undefined`: no Postbus has made its table. */
export async function readCredentialRows(query: QueryTable): Promise<readonly CredentialRows[] | undefined> {
  const rows = await query({ table, filter, columns });
  if (rows === undefined) return undefined;
  const byTenant = Map.groupBy(rows, (row) => keyOf(row).tenant);
  return [...byTenant].flatMap(([tenant, own]) => toCredentialRows(tenant, own));
}

/** `connection:contoso`, `credential:contoso`, `use:contoso:{fingerprint}`; a tenant's key needs no decoding. */
function keyOf({ RowKey }: TableRow): { readonly kind: string; readonly tenant: string } {
  const [kind = '', tenant = ''] = String(RowKey).split(':');
  return { kind, tenant };
}

/** A tenant whose connection was removed is left out, whatever else is still there. */
function toCredentialRows(tenant: string, rows: readonly TableRow[]): readonly CredentialRows[] {
  const named = (kind: string) => rows.find((row) => keyOf(row).kind === kind);
  const connection = named('connection');
  const record = named('credential');
  if (connection === undefined) return [];
  return [
    {
      tenant,
      connection: connectionSchema.parse(connection),
      ...(record === undefined ? {} : { record: recordSchema.parse(record) }),
      uses: rows.filter((row) => keyOf(row).kind === 'use').flatMap(toUse),
    },
  ];
}

function toUse(row: TableRow): readonly CredentialUse[] {
  const parsed = useSchema.safeParse(row);
  return parsed.success ? [parsed.data] : [];
}
