import { describe, expect, test } from '@jest/globals';
import { tableOperationOf } from '../../../../sandbox/table-storage/table-operation.ts';

describe('table operation', () => {
  test.each([
    ['POST', '/account/ledger', 'create'],
    ['GET', "/account/ledger(PartitionKey='p',RowKey='r')?$select=a", 'read'],
    ['GET', '/account/ledger(PartitionKey=%27p%27,RowKey=%27r%27)', 'read'],
    ['PUT', "/account/ledger(PartitionKey='p',RowKey='r')", 'update'],
    ['PATCH', "/account/ledger(PartitionKey='p',RowKey='r')", 'update'],
    ['MERGE', "/account/ledger(PartitionKey='p',RowKey='r')", 'update'],
    ['DELETE', "/account/ledger(PartitionKey='p',RowKey='r')", 'delete'],
    ['GET', "/account/ledger()?$filter=PartitionKey%20eq%20'p'", 'list'],
    ['POST', '/account/$batch', 'transaction'],
    ['POST', '/account/%24batch', 'transaction'],
    ['POST', '/account/Tables', 'tables'],
    ['DELETE', "/account/Tables('ledger')", 'tables'],
    ['GET', '/account/ledger?comp=acl', 'tables'],
    ['GET', '/account?restype=service&comp=properties', 'tables'],
    ['POST', '/account/tablesOfMine', 'create'],
    ['GET', '/account/%E0%A4%A', 'list'],
  ] as const)('%s %s is %s', (method, url, operation) => {
    expect(tableOperationOf(method, url)).toBe(operation);
  });
});
