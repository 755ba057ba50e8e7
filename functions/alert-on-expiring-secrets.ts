/** Once a day: warns before a secret or certificate expires, and of what is wrong with one. Run again where connections are left. */
import { app } from '@azure/functions';
import { startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.timer('alert-on-expiring-secrets', {
  schedule: postbus.secretsSchedule,
  retry: { strategy: 'fixedDelay', maxRetryCount: 5, delayInterval: { minutes: 1 } },
  handler: (_timer, context) => postbus.alertOnExpiringSecrets(context),
});
