/** Takes what the broker gave up on, so that there is one place to look. As bytes, like the queue itself. */
import { app, trigger } from '@azure/functions';
import { DEAD_LETTER_QUEUE_NAME, SERVICE_BUS_CONNECTION, startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.generic('record-dead-letters', {
  trigger: trigger.generic({
    type: 'serviceBusTrigger',
    connection: SERVICE_BUS_CONNECTION,
    queueName: DEAD_LETTER_QUEUE_NAME,
    dataType: 'binary',
  }),
  handler: (body, context) => postbus.recordDeadLetter(body, context),
});
