/** The table of bad input, through the whole product: real client, broker, host, bundle, table, Graph. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UNREADABLE } from '../../shared/delivery/ledger.ts';
import { enqueue } from '../harness/enqueue.ts';
import { eventually } from '../harness/eventually.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';

const run = promisify(execFile);
let postbus: RunningPostbus;

beforeAll(async () => {
  postbus = await startPostbus();
}, 60_000);

afterAll(() => postbus.stop());

const message = (id: string, overrides: object = {}) => ({
  version: 1,
  tenant: 'contoso',
  id,
  to: ['ada@example.org'],
  subject: `Trap ${id}`,
  text: 'x',
  ...overrides,
});
const put = (body: unknown, properties: object = {}) =>
  enqueue(postbus.sandbox.settings.ServiceBus, { body, messageId: `msg_${crypto.randomUUID()}`, ...properties });
const subjectsIn = async (mailbox: string) =>
  (
    await postbus.sandbox.control<{ messages: readonly { subject: string }[] }>(
      `mailboxes/${mailbox}/messages?top=1000`,
    )
  ).messages.map(({ subject }) => subject);
/** Every subject in every mailbox of the sandbox. */
const subjectsAnywhere = async () =>
  (
    await Promise.all(
      postbus.sandbox.tenants.flatMap(({ mailboxes }) => mailboxes.map(({ address }) => subjectsIn(address))),
    )
  ).flat();
const idsOf = async (tenant: string) => (await postbus.listEntries(tenant)).map(({ id }) => id);
const timesSent = async (id: string, mailbox = 'noreply@contoso.example') =>
  (await subjectsIn(mailbox)).filter((subject) => subject === `Trap ${id}`).length;

describe('traps', () => {
  test.each([
    ['no JSON', 'trap-json', Buffer.from('hello')],
    ['no object', 'trap-array', [1, 2]],
    ['another version', 'trap-version', { ...message('trap-version'), version: 2 }],
  ])('parks a body that is %s where nobody’s messages are, and retries nothing', async (_what, messageId, body) => {
    await put(body, { messageId });
    const entry = await postbus.untilClosed(UNREADABLE, messageId);
    expect(entry).toMatchObject({ state: 'parked', attempt: 0, failure: { code: 'ERR_MESSAGE_UNREADABLE' } });
    expect(entry.failure?.problems?.length).toBeGreaterThan(0);
  });

  test('parks a message of an unknown tenant and names the command that adds it', async () => {
    await put(message('trap-unknown', { tenant: 'adventure-works' }));
    const entry = await postbus.untilClosed('adventure-works', 'trap-unknown');
    expect(entry).toMatchObject({ state: 'parked', failure: { code: 'ERR_CONNECTION_UNKNOWN' } });
    expect(postbus.output()).toContain('postbus tenants add');
  });

  test('fails a sender that is none of the connection’s mailboxes, and sends nothing', async () => {
    await put(message('trap-sender', { from: 'ceo@contoso.example' }));
    expect(await postbus.untilClosed('contoso', 'trap-sender')).toMatchObject({
      state: 'failed',
      failure: { code: 'ERR_SENDER_NOT_PERMITTED' },
    });
    // A message that is sent shows that the mailboxes would tell.
    await put(message('trap-sender-permitted', { from: 'orders@contoso.example' }));
    await postbus.untilClosed('contoso', 'trap-sender-permitted');
    const subjects = await subjectsAnywhere();
    expect(subjects).toContain('Trap trap-sender-permitted');
    expect(subjects).not.toContain('Trap trap-sender');
  });

  test('sends one mail for the same id with the same content, and records the duplicate', async () => {
    await put(message('trap-duplicate'));
    await put(message('trap-duplicate'));
    await eventually('the duplicate in the ledger', async () =>
      (await postbus.findEntries('contoso', 'trap-duplicate')).find(
        ({ state, duplicates }) => state === 'sent' && duplicates === 1,
      ),
    );
    expect(await timesSent('trap-duplicate')).toBe(1);
  });

  test('refuses the same id with another content, and leaves the first untouched', async () => {
    await put(message('trap-conflict'));
    await postbus.untilClosed('contoso', 'trap-conflict');
    await put(message('trap-conflict', { text: 'something else' }));
    const entries = await eventually('the refused message', async () => {
      const found = await postbus.findEntries('contoso', 'trap-conflict');
      return found.length === 2 ? found : undefined;
    });
    expect(entries).toMatchObject([{ state: 'sent' }, { state: 'failed', failure: { code: 'ERR_MESSAGE_CONFLICT' } }]);
    expect(await timesSent('trap-conflict')).toBe(1);
  });

  test.each(['12e3', 'true', '42', '"x"', '{"a":1}'])(
    'never mistakes the MessageId %s for another one',
    async (messageId) => {
      // With an id of its own the MessageId does not matter; without one the message is refused with a problem that says why.
      const id = `trap-own-${Buffer.from(messageId).toString('hex')}`;
      await put(message(id), { messageId });
      expect(await postbus.untilClosed('contoso', id)).toMatchObject({ state: 'sent' });
    },
  );

  // MessageIds of their own: duplicate detection would drop one that was used above.
  test.each(['77e7', 'null', 'false', '[7]'])(
    'refuses a message whose only id is %s, which would be changed on the way',
    async (messageId) => {
      const { id: _id, ...withoutId } = message('x');
      // The record is found under the queue's sequence number, which nobody knows before: it is the one that was not there.
      const before = await idsOf('contoso');
      await put({ ...withoutId, subject: `Only ${messageId}` }, { messageId });
      const refused = await eventually(`the refusal of ${messageId}`, async () =>
        (await postbus.listEntries('contoso')).find(({ id }) => id.startsWith('sequence-') && !before.includes(id)),
      );
      expect(refused).toMatchObject({ state: 'failed', attempt: 0, failure: { code: 'ERR_MESSAGE_INVALID' } });
      expect(refused.failure?.problems?.map(({ sentence }) => sentence).join()).toContain('looks like JSON');
      expect(await subjectsAnywhere()).not.toContain(`Only ${messageId}`);
    },
  );

  test('keeps application properties that look like JSON or like our own from having any effect', async () => {
    await put(message('trap-properties'), {
      applicationProperties: {
        postbusCopy: '12e3',
        postbusFirstEnqueuedAt: 'null',
        messageId: 'true',
        deliveryCount: '99',
      },
    });
    expect(await postbus.untilClosed('contoso', 'trap-properties')).toMatchObject({ state: 'sent', copy: 0 });
  });

  test('lets nothing in the body replace the broker’s metadata', async () => {
    const body = {
      ...message('trap-metadata'),
      deliveryCount: 9,
      messageId: 'evil',
      sequenceNumber: 1,
      enqueuedTime: 'never',
    };
    await put(body, { messageId: 'msg_metadata' });
    expect(await postbus.untilClosed('contoso', 'trap-metadata')).toMatchObject({
      state: 'failed',
      failure: { code: 'ERR_MESSAGE_INVALID' },
    });
    const { id: _id, ...withoutId } = message('x');
    // `to` and `subject` are names of Service Bus properties too; the default id comes from the real MessageId.
    await put(
      { ...withoutId, subject: 'Trap msg_real' },
      { messageId: 'msg_real', subject: 'another', to: 'elsewhere' },
    );
    expect(await postbus.untilClosed('contoso', 'msg_real')).toMatchObject({ state: 'sent' });
  });

  test.each(['data', 'value'])('takes what another AMQP library sends as a %s section', async (section) => {
    await run(process.execPath, [
      'test/fixtures/rhea-producer.cjs',
      postbus.sandbox.settings.ServiceBus ?? '',
      section,
      JSON.stringify(message(`trap-${section}`)),
    ]);
    expect(await postbus.untilClosed('contoso', `trap-${section}`)).toMatchObject({ state: 'sent' });
  });

  test('takes no recipient twice', async () => {
    await put(message('trap-twice', { to: ['ada@example.org', 'ADA@example.org'], cc: ['Ada <ada@example.org>'] }));
    expect(await postbus.untilClosed('contoso', 'trap-twice')).toMatchObject({ state: 'sent', recipients: 1 });
  });

  test('answers for its health without a name, a key or an address', async () => {
    const response = await fetch(`http://127.0.0.1:${postbus.product.port}/api/health`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      ok: true,
      dependencies: [
        { name: 'table-storage' },
        { name: 'key-vault' },
        { name: 'service-bus' },
        { name: 'entra-id' },
        { name: 'microsoft-graph' },
      ],
    });
    expect(text).not.toMatch(/localhost|Shared|AccountKey|contoso/);
  });

  test('prints no secret, token, body or whole address', async () => {
    // One that is sent and one that is refused with problems: what the two log is looked through.
    const secrets = { subject: 'Unheard-of subject', text: 'unspeakable text', to: ['whole.address@example.org'] };
    await put(message('trap-printed', secrets));
    await put(message('trap-printed-problem', { ...secrets, cc: ['no address: unspeakable'], from: undefined }));
    for (const id of ['trap-printed', 'trap-printed-problem']) await postbus.untilClosed('contoso', id);
    const output = await eventually('both messages in the log', async () => {
      const printed = postbus.output();
      return ['trap-printed"', 'trap-printed-problem'].every((id) => printed.includes(id)) ? printed : undefined;
    });
    expect(output).not.toMatch(/unspeakable|Unheard-of|whole\.address@|ada@example\.org|noreply@contoso/);
    expect(output).not.toMatch(/eyJ[\w-]+\.|SharedAccessKey=|AccountKey=/);
  });
});
