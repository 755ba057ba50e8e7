import { afterEach, describe, expect, test } from '@jest/globals';
import { closeControls, openControl } from './control-fixture.ts';

describe('control routes', () => {
  afterEach(closeControls);

  test.each(['evil.example', 'localhost.evil.example:8085', '127.0.0.1.evil.example', '[::1]:8085', ''])(
    'refuse the host %j, which a web page could have pointed here',
    async (host) => {
      expect((await openControl().ask('GET', 'tenants', undefined, { host })).status).toBe(403);
    },
  );

  test('refuse what another web page posts', async () => {
    const { ask } = openControl();
    expect((await ask('POST', 'reset', undefined, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('POST', 'clock', { advanceMilliseconds: 1 }, { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await ask('POST', 'reset', undefined, { origin: 'http://localhost:8085' })).status).toBe(204);
  });

  test('list messages newest first, show one whole, and its source', async () => {
    const { ask, send } = openControl();
    for (const subject of ['one', 'two', 'three']) send(subject);
    const path = 'mailboxes/noreply@contoso.example/messages';
    const { body } = await ask('GET', `${path}?folder=sentitems&top=2`);
    expect(body.total).toBe(3);
    expect(body.messages.map(({ subject }: { subject: string }) => subject)).toEqual(['three', 'two']);
    const { id } = body.messages[0];
    const whole = await ask('GET', `${path}/${encodeURIComponent(id)}`);
    expect(whole.body).toMatchObject({ subject: 'three', folder: 'sentitems', attachments: [] });
    expect((await ask('GET', `${path}/${encodeURIComponent(id)}/mime`)).text).toContain('Subject: three\r\n');
    expect((await ask('GET', `${path}/nothing`)).status).toBe(404);
    expect((await ask('GET', 'mailboxes/nobody@contoso.example/messages')).status).toBe(404);
    expect((await ask('GET', `${path}?folder=spam&top=0`)).body.problems).toHaveLength(2);
  });

  test('find a message and its acceptance by Message-ID', async () => {
    const { ask, send } = openControl();
    send('one');
    send('two');
    const id = encodeURIComponent('<two@contoso.example>');
    const { body } = await ask('GET', `messages?internetMessageId=${id}`);
    expect(body.messages).toMatchObject([{ tenant: 'contoso', mailbox: 'noreply@contoso.example', subject: 'two' }]);
    expect((await ask('GET', `accepted?internetMessageId=${id}`)).body.accepted).toHaveLength(1);
    expect((await ask('GET', 'accepted?after=1')).body).toMatchObject({ accepted: [{ number: 2 }], total: 2 });
  });

  test('refuse a fault that could never strike', async () => {
    const { ask } = openControl();
    const effect = { kind: 'reset' };
    const misspelt = await ask('POST', 'faults', { service: 'graph', operation: 'sendDrafts', effect });
    expect(misspelt.body.problems[0]).toContain('graph has no sendDrafts; it has createDraft, sendDraft');
    const unplayable = { service: 'service-bus', operation: 'send', tenant: 'contoso', effect: { kind: 'hang' } };
    expect((await ask('POST', 'faults', unplayable)).body.problems).toHaveLength(2);
  });

  test('add, list and remove faults, and set their seed', async () => {
    const { ask } = openControl();
    const fault = { service: 'graph', operation: 'sendDraft', effect: { kind: 'reset' }, count: 2 };
    expect(await ask('POST', 'faults', fault)).toMatchObject({ status: 201, body: { id: 'fault-1', phase: 'before' } });
    expect((await ask('GET', 'faults')).body).toMatchObject({ seed: 42, rules: [{ id: 'fault-1' }] });
    expect((await ask('PUT', 'faults/seed', { seed: 7 })).body).toEqual({ seed: 7 });
    expect((await ask('DELETE', 'faults/fault-1')).status).toBe(204);
    expect((await ask('DELETE', 'faults/fault-1')).status).toBe(404);
  });

  test('move the clock and change the knobs', async () => {
    const { ask, world } = openControl();
    expect((await ask('POST', 'clock', { advanceMilliseconds: 86_400_000 })).body.offsetMilliseconds).toBe(86_400_000);
    await ask('POST', 'clock', { now: '2030-01-01T00:00:00Z' });
    expect(new Date(world.clock.now()).getUTCFullYear()).toBe(2030);
    expect((await ask('PATCH', 'exchange', { latencyMilliseconds: 5 })).body).toMatchObject({
      latencyMilliseconds: 5,
      messagesPerMinute: null,
    });
    expect((await ask('PATCH', 'exchange', { latencyMilliseconds: -1, speed: 1 })).body.problems).toHaveLength(2);
  });

  test("count queues in Azure's words and cause accidents", async () => {
    const { ask, calls } = openControl();
    expect((await ask('GET', 'queue')).body.queues).toEqual({
      'send-email': { active: 3, locked: 2, deferred: 3, scheduled: 4, deadLetter: 5, bytes: 6 },
    });
    await ask('GET', 'queue?peek=5&deadLetter=true');
    expect((await ask('POST', 'queue/expire-locks')).body).toEqual({ expired: 3 });
    expect((await ask('POST', 'queue/drop-connections')).body).toEqual({ dropped: 2 });
    expect(calls).toEqual([
      ['peek', 'send-email', { deadLetter: true, fromSequenceNumber: 0, count: 5 }],
      ['expireLocks', 'send-email'],
      ['dropConnections'],
    ]);
    expect((await ask('GET', 'queue?queue=other')).body.problems[0]).toContain('there is no other');
  });

  test('forget everything that happened on reset, and keep tenants and secrets', async () => {
    const { ask, calls, send, world } = openControl();
    send('one');
    await ask('POST', 'faults', { service: 'graph', operation: '*', effect: { kind: 'reset' } });
    await ask('PATCH', 'exchange', { latencyMilliseconds: 5 });
    await ask('POST', 'clock', { advanceMilliseconds: 1_000 });
    const before = world.directory.tenants();
    expect((await ask('POST', 'reset')).status).toBe(204);
    expect((await ask('GET', 'accepted')).body).toEqual({ accepted: [], total: 0 });
    expect((await ask('GET', 'faults')).body.rules).toEqual([]);
    expect((await ask('GET', 'exchange')).body).toMatchObject({ latencyMilliseconds: 0, messagesPerMinute: null });
    expect(world.clock.offsetMilliseconds()).toBe(0);
    expect(world.directory.tenants()).toEqual(before);
    expect(calls).toEqual([['reset']]);
  });

  test('say what is not there', async () => {
    const { status, body } = await openControl().ask('GET', 'nothing');
    expect(status).toBe(404);
    expect(body.problems).toEqual(['There is no GET /control/nothing here.']);
  });
});
