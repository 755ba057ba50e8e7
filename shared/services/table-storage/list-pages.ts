/** Rows that fit a filter, a page at a time: each page is one call with a deadline of its own, however many there are. */
import type { TableEntityQueryOptions, TableEntityResultPage } from '@azure/data-tables';
import type { Table } from './table.ts';

export type Page = TableEntityResultPage<Record<string, unknown>>;

export async function* listPages(
  table: Table,
  operation: string,
  queryOptions: TableEntityQueryOptions,
  mayGoOn: () => boolean = () => true,
): AsyncGenerator<Page> {
  let continuationToken: string | undefined;
  do {
    if (!mayGoOn()) return;
    const page = await table.run(operation, async (client, options): Promise<Page> => {
      const pages = client
        .listEntities<Record<string, unknown>>({ ...options, queryOptions })
        .byPage(continuationToken === undefined ? {} : { continuationToken });
      const { value } = await pages.next();
      return value ?? [];
    });
    yield page;
    continuationToken = page.continuationToken;
  } while (continuationToken !== undefined);
}
