/** `GET /applications/{id}` and `GET /applications(appId='…')`. */
import { jsonAnswer } from '../../answer.ts';
import type { ApplicationOperation } from './application-operation.ts';
import { readSelect } from './application-query.ts';
import { toApplicationResource } from './application-resource.ts';

export const getApplication: ApplicationOperation = {
  kind: 'read',
  name: 'getApplication',
  run: ({ query, root }, app) => {
    const select = readSelect(query, ['$select']);
    const showsKeys = select?.includes('keyCredentials') ?? false;
    const context = `${root}/$metadata#applications${select === undefined ? '' : `(${select.join(',')})`}/$entity`;
    return jsonAnswer(200, { '@odata.context': context, ...toApplicationResource(app, { select, showsKeys }) });
  },
};
