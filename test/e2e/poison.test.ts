/** A message that kills its worker each time: the broker gives it up, Postbus parks it, and whatever died beside it is sent. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { enqueue } from '../harness/enqueue.ts';
import { eventually } from '../harness/eventually.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';

jest.setTimeout(90_000);

let postbus: RunningPostbus;

beforeAll(async () => {
  const flags = ['--queue-lock-milliseconds', '1000', '--queue-max-delivery-count', '2'];
  postbus = await startPostbus({ flags, crashOnMessageIds: ['poison-*'] });
}, 60_000);

afterAll(() => postbus.stop());

const put = (id: string) =>
  enqueue(postbus.sandbox.settings.ServiceBus, {
    body: { version: 1, tenant: 'contoso', id, to: ['ada@example.org'], subject: id, text: 'x' },
    messageId: `msg_${crypto.randomUUID()}`,
  });

describe('a poison message', () => {
  test('ends parked as crashed, with its last known step and its body, and the next message is sent', async () => {
    await put('poison-1');
    const entry = await eventually('the broker gives it up', async () => {
      const [found] = await postbus.findEntries('contoso', 'poison-1');
      return found?.state === 'parked' ? found : undefined;
    });
    expect(entry.failure).toMatchObject({
      code: 'ERR_MESSAGE_CRASHED',
      provider: 'MaxDeliveryCountExceeded',
      lastStep: 'received; no attempt was opened',
    });
    await put('healthy-1');
    expect(await postbus.untilClosed('contoso', 'healthy-1')).toMatchObject({ state: 'sent' });
  });
});
