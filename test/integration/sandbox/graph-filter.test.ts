/** Listing by extended property and age, as a sender's housekeeping asks for its own old drafts. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, readJson } from './graph-caller.ts';

const sandbox = await startSandbox();
const { setup } = createGraphCaller(sandbox);
const ours = 'String {5ae8a7ae-9b53-4f29-8d5a-2f6d2c8f6f0b} Name PostbusMessageId';
const users = '/users/orders@contoso.example';
const minute = 60_000;

// The machine may be busy with other tests.
jest.setTimeout(30_000);

interface Listed {
  readonly id: string;
  readonly singleValueExtendedProperties: readonly { readonly value: string }[];
}

describe('graph filter', () => {
  afterAll(() => sandbox.stop());

  test('finds old drafts that carry a property, page by page, whichever operator asks', async () => {
    const { ask, message, post, sdk } = await setup();
    const add = async (value: string | undefined) => {
      const properties = value === undefined ? [] : [{ id: ours, value }];
      await post(`${users}/messages`, { ...message, singleValueExtendedProperties: properties });
    };
    for (const value of ['m-1', 'm-2', 'other', undefined]) await add(value);
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 10 * minute } });
    const { now } = await sandbox.control<{ now: string }>('clock');
    await add('m-young');
    await sdk
      .api(`${users}/sendMail`)
      .post({ message: { ...message, singleValueExtendedProperties: [{ id: ours, value: 'm-sent' }] } });

    const list = async (condition: string, instant = now) => {
      const query = new URLSearchParams({
        $filter: `singleValueExtendedProperties/Any(ep: ep/id eq '${ours}' and ${condition}) and createdDateTime lt ${instant}`,
        $expand: `singleValueExtendedProperties($filter=id eq '${ours}')`,
        $select: 'id,createdDateTime',
        $top: '2',
      });
      const pages: (readonly Listed[])[] = [];
      let path: string | undefined = `${users}/mailFolders/drafts/messages?${query}`;
      while (path !== undefined) {
        const response = await ask(path, { method: 'GET' });
        expect(response.status).toBe(200);
        const page = (await readJson(response)) as { value: readonly Listed[]; '@odata.nextLink'?: string };
        for (const one of page.value) {
          expect(Object.keys(one).toSorted()).toEqual([
            '@odata.etag',
            'createdDateTime',
            'id',
            'singleValueExtendedProperties',
          ]);
        }
        pages.push(page.value);
        path = page['@odata.nextLink']?.split('/v1.0')[1];
      }
      return pages.map((page) => page.map(({ singleValueExtendedProperties: [property] }) => property?.value));
    };
    expect(await list("ep/value ne ''")).toEqual([['other', 'm-2'], ['m-1']]);
    expect(await list("startswith(ep/value, 'm-')")).toEqual([['m-2', 'm-1']]);
    expect(await list("ep/value eq 'm-1'")).toEqual([['m-1']]);
    expect(await list("ep/value ne 'm-1'")).toEqual([['other', 'm-2']]);
    const later = new Date(Date.parse(now) + minute).toISOString();
    expect(await list("startswith(ep/value, 'm-')", later)).toEqual([['m-young', 'm-2'], ['m-1']]);
  });
});
