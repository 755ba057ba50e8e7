/** Every hour: goes on with the rotations of client secrets that are open, and begins those that are due. */
import { app } from '@azure/functions';
import { startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.timer('rotate-secrets', { schedule: '0 41 * * * *', handler: (_timer, context) => postbus.rotateSecrets(context) });
