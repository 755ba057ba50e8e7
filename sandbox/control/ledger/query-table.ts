/**
 * Reads rows of a table by Azure's REST interface, signed as its reference says (SharedKeyLite), all pages of them.
 * Goes to Azurite itself: a page that looks every few seconds must not use up the faults and counts that are meant for programs.
 * `undefined`: the table is not there (yet). Throws with what the store answered, or when it does not answer in time.
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';

export type TableRow = Readonly<Record<string, unknown>>;

export interface TableQuery {
  readonly table: string;
  readonly filter: string;
  readonly columns: readonly string[];
}

export type QueryTable = (query: TableQuery) => Promise<readonly TableRow[] | undefined>;

interface Store {
  readonly account: string;
  readonly key: Buffer;
  readonly endpoint: string;
}

interface Page {
  readonly rows: readonly TableRow[];
  /** Query parameters that lead to the next page. */
  readonly next: Readonly<Record<string, string>> | undefined;
}

const deadlineMilliseconds = 10_000;
const answerSchema = z.object({ value: z.array(z.record(z.string(), z.unknown())) });

export function openTableQuery(connectionString: string): QueryTable {
  const store = parseConnectionString(connectionString);
  return async (query) => {
    const rows: TableRow[] = [];
    let position: Page['next'] = {};
    while (position !== undefined) {
      const page: Page | undefined = await readPage(store, query, position);
      if (page === undefined) return undefined;
      rows.push(...page.rows);
      position = page.next;
    }
    return rows;
  };
}

function parseConnectionString(connectionString: string): Store {
  const part = (name: string): string => new RegExp(`(?:^|;)${name}=([^;]+)`).exec(connectionString)?.[1] ?? '';
  return {
    account: part('AccountName'),
    key: Buffer.from(part('AccountKey'), 'base64'),
    endpoint: part('TableEndpoint').replace(/\/$/, ''),
  };
}

async function readPage(store: Store, query: TableQuery, position: Record<string, string>): Promise<Page | undefined> {
  const url = new URL(`${store.endpoint}/${query.table}()`);
  const parameters = { $filter: query.filter, $select: query.columns.join(','), ...position };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const signal = AbortSignal.timeout(deadlineMilliseconds);
  const response = await fetch(url, { headers: signedHeaders(store, url.pathname), signal });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`Table storage answered ${response.status}: ${await response.text()}`);
  return { rows: answerSchema.parse(await response.json()).value, next: nextPosition(response.headers) };
}

function signedHeaders({ account, key }: Store, path: string): Record<string, string> {
  const date = new Date().toUTCString();
  const signature = createHmac('sha256', key).update(`${date}\n/${account}${path}`).digest('base64');
  return {
    accept: 'application/json;odata=nometadata',
    authorization: `SharedKeyLite ${account}:${signature}`,
    'x-ms-date': date,
    'x-ms-version': '2019-02-02',
  };
}

/** An empty page may have a next one. */
function nextPosition(headers: Headers): Page['next'] {
  const partition = headers.get('x-ms-continuation-nextpartitionkey');
  const row = headers.get('x-ms-continuation-nextrowkey');
  if (partition === null) return undefined;
  return { NextPartitionKey: partition, ...(row === null ? {} : { NextRowKey: row }) };
}
