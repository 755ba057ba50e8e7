/**
 * Takes messages off the queue. Registered as a generic trigger, because only that lets us ask for the body as bytes
 * (`dataType: 'binary'`): of a text body the host merges the properties over the message's metadata.
 */
import { app, trigger } from '@azure/functions';
import { QUEUE_NAME, SERVICE_BUS_CONNECTION, startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.generic('send-email', {
  trigger: trigger.generic({
    type: 'serviceBusTrigger',
    connection: SERVICE_BUS_CONNECTION,
    queueName: QUEUE_NAME,
    dataType: 'binary',
  }),
  handler: (body, context) => postbus.deliver(body, context),
});
