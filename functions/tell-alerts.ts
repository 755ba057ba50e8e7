/** Every minute, half a minute after the holds were probed: tells what operators have to know. */
import { app } from '@azure/functions';
import { startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.timer('tell-alerts', { schedule: '30 * * * * *', handler: (_timer, context) => postbus.tellAlerts(context) });
