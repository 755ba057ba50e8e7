/** Every hour: expiry, drafts left behind, retention. */
import { app } from '@azure/functions';
import { startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.timer('keep-house', { schedule: '0 17 * * * *', handler: (_timer, context) => postbus.keepHouse(context) });
