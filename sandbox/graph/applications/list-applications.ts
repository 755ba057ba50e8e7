/** `GET /applications`, all of the tenant or by `$filter=appId eq '…'`. */
import { jsonAnswer } from '../../answer.ts';
import type { ApplicationOperation } from './application-operation.ts';
import { readAppIdFilter, readSelect } from './application-query.ts';
import { toApplicationResource } from './application-resource.ts';

export const listApplications: ApplicationOperation = {
  kind: 'list',
  name: 'listApplications',
  run: ({ query, root, tenant }) => {
    const select = readSelect(query, ['$select', '$filter']);
    const appId = readAppIdFilter(query);
    const value = tenant.apps
      .filter(({ clientId }) => appId === undefined || clientId === appId)
      .map((app) => toApplicationResource(app, { select, showsKeys: false }));
    return jsonAnswer(200, { '@odata.context': `${root}/$metadata#applications`, value });
  },
};
