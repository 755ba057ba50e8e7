/** Which operation of table storage a request asks for, by its method and path: what a fault rule may name. */
import type { OperationName } from '../operation-names.ts';

type TableOperation = OperationName<'table-storage'>;

const entityOperations: Readonly<Record<string, TableOperation>> = {
  GET: 'read',
  PUT: 'update',
  PATCH: 'update',
  MERGE: 'update',
  DELETE: 'delete',
};

/** Everything that is about whole tables, their properties and rights is `tables`. */
export function tableOperationOf(method: string, url: string): TableOperation {
  const [path = '', query = ''] = url.split('?', 2);
  // The first segment is the account: this is how emulators are addressed.
  const resource = decode(path.split('/').slice(2).join('/'));
  if (resource === '$batch') return 'transaction';
  if (resource === '' || /^Tables\b/i.test(resource) || /(^|&)comp=/.test(query)) return 'tables';
  if (/\(\s*PartitionKey\s*=/i.test(resource)) return entityOperations[method] ?? 'tables';
  return method === 'POST' ? 'create' : 'list';
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
