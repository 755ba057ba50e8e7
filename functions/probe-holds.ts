/** Every minute: is the cause of a hold gone? */
import { app } from '@azure/functions';
import { startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.timer('probe-holds', { schedule: '0 * * * * *', handler: (_timer, context) => postbus.probeHolds(context) });
