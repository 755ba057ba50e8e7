import { describe, expect, test } from '@jest/globals';
import { WebhookNetworkError } from '../../../shared/alert/webhook/post-webhook.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { DAY, MINUTE } from '../../../shared/duration.ts';
import { redact } from '../../../shared/log/redact.ts';
import { QueueAccessError } from '../../../shared/message/queue-access.ts';
import { held, lifted, releasing } from '../../../shared/tenant/hold.ts';
import { createAlertBundle } from '../../harness/memory/alert-bundle.ts';
import { START } from '../../harness/memory/delivery-bundle.ts';

const refused = { status: 404 };

describe('tellAlerts', () => {
  test('tells each alert once on every route, and nothing more in the next minutes', async () => {
    const { raise, run, logged, posted, mails, pass, states } = createAlertBundle();
    await raise('a');
    await raise('b');
    for (let minute = 0; minute < 3; minute += 1) {
      await run();
      pass(MINUTE);
    }
    expect(logged()).toEqual(['a', 'b']);
    expect(posted.map(({ alerts }) => alerts)).toEqual([['a', 'b']]);
    expect(mails()).toHaveLength(1);
    expect(mails()[0]).toMatchObject({ mailbox: 'alerts@operators.example', message: { tenant: 'operators' } });
    expect(await states('a')).toMatchObject({
      log: { kind: 'told' },
      webhook: { kind: 'told' },
      mail: { kind: 'told', how: 'sent through operators' },
    });
  });

  test('raises an alert for a hold in force, once, and for none that a person made or that is over', async () => {
    const { holds, run, posted, pass, states } = createAlertBundle();
    const reason = { code: 'ERR_CREDENTIAL_EXPIRED', provider: 'AADSTS7000222' } as const;
    await holds.create(held({ tenant: 'contoso' }, reason, START));
    await holds.create(held({ tenant: 'fabrikam', mailbox: 'Info@fabrikam.example' }, reason, START));
    await holds.create(held({ tenant: 'northwind' }, { code: 'ERR_HELD_BY_OPERATOR' }, START));
    await holds.create(lifted(releasing(held({ tenant: 'tailwind' }, reason, START), START), START));
    for (let minute = 0; minute < 2; minute += 1) {
      await run({ routes: ['log', 'webhook'] });
      pass(MINUTE);
    }
    expect(posted.flatMap(({ alerts }) => alerts)).toEqual([
      'hold:contoso:2026-11-22T12:00:00.000Z',
      expect.stringMatching(/^hold:fabrikam:[0-9a-f]{32}:2026-11-22T12:00:00.000Z$/),
    ]);
    expect(await states('hold:contoso:2026-11-22T12:00:00.000Z')).toMatchObject({ mail: { kind: 'off' } });
  });

  test('tells two mailboxes of a domain apart in an id that holds no address', async () => {
    const { holds, run, logged, events } = createAlertBundle();
    for (const mailbox of ['info@fabrikam.example', 'Info@Fabrikam.example', 'invoice@fabrikam.example'])
      await holds.create(held({ tenant: 'fabrikam', mailbox }, { code: 'ERR_MAILBOX_FULL' }, START));
    await run();
    expect(new Set(logged()).size).toBe(2);
    expect(JSON.stringify(events.filter(({ event }) => event === 'PB5001'))).not.toMatch(/info@|invoice@/i);
    // Whoever has the event, the row and the webhook finds the same id in each.
    for (const id of logged()) expect(redact(id)).toBe(id);
  });

  test('does not tell what was raised before a route was set up', async () => {
    const { raise, run, posted, pass } = createAlertBundle();
    await raise('old');
    await run({ routes: ['log'] });
    pass(MINUTE);
    await raise('new');
    await run();
    expect(posted.flatMap(({ alerts }) => alerts)).toEqual(['new']);
  });

  test('leaves what the daily check raises until it is quiet, and tells all of it at once', async () => {
    const { raise, run, posted, pass } = createAlertBundle();
    await raise('c1', { kind: 'credential' });
    await raise('hold');
    await run();
    expect(posted.map(({ alerts }) => alerts)).toEqual([['hold']]);
    pass(9 * MINUTE);
    await raise('c2', { kind: 'credential' });
    pass(9 * MINUTE);
    await run();
    expect(posted).toHaveLength(1);
    pass(MINUTE);
    await run();
    expect(posted.map(({ alerts }) => alerts)).toEqual([['hold'], ['c1', 'c2']]);
  });

  test('waits for the daily check three quarters of an hour at most', async () => {
    const { raise, run, posted, pass } = createAlertBundle();
    await raise('c1', { kind: 'credential' });
    pass(44 * MINUTE);
    await raise('c2', { kind: 'credential' });
    await run();
    expect(posted).toEqual([]);
    pass(MINUTE);
    await run();
    expect(posted.map(({ alerts }) => alerts)).toEqual([['c1', 'c2']]);
  });

  test('tells young ones too for the daily check itself', async () => {
    const { raise, run, posted } = createAlertBundle();
    await raise('c1', { kind: 'credential' });
    await run({ includeYoung: true });
    expect(posted.map(({ alerts }) => alerts)).toEqual([['c1']]);
  });

  test('leaves the work to the teller that has the lease; the daily check waits for it', async () => {
    const { raise, run, posted, lease, waits } = createAlertBundle();
    await raise('a');
    await lease.take();
    await run();
    expect(waits).toEqual([]);
    await run({ includeYoung: true });
    expect(waits.reduce((sum, each) => sum + each, 0)).toBe(MINUTE);
    expect(posted).toEqual([]);
  });

  test('keeps the lease while it is at it, however long the routes take together', async () => {
    const { raise, run, lease, answers, meanwhile, pass, mails } = createAlertBundle();
    await raise('a');
    answers.push({ status: 503 });
    const others: unknown[] = [];
    const goBy = (minutes: number) => async (): Promise<void> => {
      pass(minutes * MINUTE);
      others.push(await lease.take());
    };
    Object.assign(meanwhile, { waiting: goBy(4), choosing: goBy(2) });
    await run();
    expect(others).toEqual([undefined, undefined]);
    expect(mails()).toHaveLength(1);
  });

  test('begins no further batch once four minutes are over, and goes on in the next run', async () => {
    const { raise, run, answers, meanwhile, stopwatch, mails, posted } = createAlertBundle();
    await raise('a');
    answers.push({ status: 503 });
    meanwhile.waiting = async () => {
      stopwatch.ms += 4 * MINUTE;
    };
    await run();
    expect([posted.length, mails().length]).toEqual([1, 0]);
    await run();
    expect([posted.length, mails().length]).toEqual([1, 1]);
  });

  test('stops where another teller took over, and tells nothing that the other one told', async () => {
    const { raise, run, answers, meanwhile, pass, mails, logged, posted } = createAlertBundle();
    await raise('a');
    answers.push({ status: 503 });
    meanwhile.waiting = async () => {
      pass(6 * MINUTE);
      await run();
    };
    await run();
    expect(logged()).toEqual(['a']);
    expect(new Set(posted.map(({ id }) => id)).size).toBe(1);
    expect(mails()).toHaveLength(1);
  });

  test('tells on the other routes what a broken one cannot, and that it cannot', async () => {
    const { raise, run, logged, mails, answers, pass, states, events } = createAlertBundle();
    await raise('a');
    answers.push(refused);
    await run();
    pass(MINUTE);
    answers.push(refused);
    await run();
    expect(logged()).toEqual(['a', 'route:webhook:2026-11-22']);
    expect(mails().map(({ message }) => message.subject)).toEqual([
      'Postbus: mail of 1 tenant or mailbox is held, alerts do not arrive everywhere',
    ]);
    expect(mails()[0]?.message.body.content).toContain('https://hooks.example knows nothing at this address (404)');
    expect(JSON.stringify([mails(), events])).not.toContain('secret-path');
    expect(await states('a')).toMatchObject({ webhook: { kind: 'failed', tries: 2 }, log: { kind: 'told' } });
    expect(await states('route:webhook:2026-11-22')).toMatchObject({
      webhook: { kind: 'off' },
      mail: { kind: 'told' },
    });
    expect(events.filter(({ event }) => event === 'PB5003')).toHaveLength(2);
  });

  test('tries a broken route again after 1, 2, 4 … 60 minutes under the same id, and tells new alerts meanwhile', async () => {
    const { raise, run, answers, pass, posted, states } = createAlertBundle();
    await raise('a');
    const tried: number[] = [];
    for (let minute = 0; minute <= 200; minute += 1) {
      const before = answers.length;
      if (before === 0) answers.push(refused);
      await run({ routes: ['log', 'webhook'] });
      if (answers.length === 0) tried.push(minute);
      pass(MINUTE);
    }
    expect(tried).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
    answers.length = 0;
    await raise('b');
    await run({ routes: ['log', 'webhook'] });
    expect(posted.map(({ alerts }) => alerts)).toEqual([['b']]);
    pass(60 * MINUTE);
    await run({ routes: ['log', 'webhook'] });
    expect(posted.map(({ alerts }) => alerts)).toEqual([['b'], ['a']]);
    expect(await states('a')).toMatchObject({ webhook: { kind: 'told' } });
  });

  test('takes three tries for an answer that may be another in a moment', async () => {
    const { raise, run, answers, posted, waits } = createAlertBundle();
    await raise('a');
    answers.push({ status: 503 }, new WebhookNetworkError('ECONNRESET', undefined));
    await run();
    expect(waits).toEqual([1000, 4000]);
    expect(posted.map(({ alerts }) => alerts)).toEqual([['a']]);
  });

  test('waits as long as the receiver asks for, up to 30 seconds', async () => {
    const { raise, run, answers, waits, posted, states } = createAlertBundle();
    await raise('a');
    answers.push({ status: 429, retryAfterMs: 30_000 }, { status: 429, retryAfterMs: 30_001 });
    await run();
    expect(waits).toEqual([30_000]);
    expect(posted).toEqual([]);
    expect(await states('a')).toMatchObject({
      webhook: { kind: 'failed', sentence: expect.stringContaining('(429)') },
    });
  });

  test('sends the mail through the next connection where one is held, expires soon, is gone or cannot be used', async () => {
    const { raise, run, mails, daysLeft, events, pass, faults, connections } = createAlertBundle();
    daysLeft.set('operators', 14);
    await raise('a');
    await run();
    expect(mails().at(-1)).toMatchObject({ mailbox: 'alerts@contoso.example' });
    expect(mails().at(-1)?.message.body.content).toContain('its own credential expires in 14 days');
    expect(events.filter(({ event }) => event === 'PB5004').map(({ fields }) => fields.tenant)).toEqual(['operators']);
    pass(MINUTE);
    daysLeft.set('operators', 15);
    await raise('b');
    await run();
    expect(mails().at(-1)).toMatchObject({ mailbox: 'alerts@operators.example' });
    pass(MINUTE);
    faults.token.push(deliveryError('ERR_TOKEN_REFUSED', { provider: 'AADSTS65001' }));
    await raise('c');
    await run();
    expect(mails().at(-1)).toMatchObject({ mailbox: 'alerts@contoso.example' });
    expect(mails().at(-1)?.message.body.content).toContain('ERR_TOKEN_REFUSED AADSTS65001');
    pass(MINUTE);
    connections.delete('operators');
    await raise('d');
    await run();
    expect(mails().at(-1)).toMatchObject({ mailbox: 'alerts@contoso.example' });
    expect(mails()).toHaveLength(4);
  });

  test('takes back what a connection parked, and sends it through the next one', async () => {
    const { raise, run, mails, mailboxes, ledger, alerts } = createAlertBundle();
    await raise('a');
    mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_FULL', { provider: '507' }));
    await run();
    expect(mails()).toMatchObject([{ mailbox: 'alerts@contoso.example' }]);
    expect(mails()[0]?.message.body.content).toContain('ERR_MAILBOX_FULL 507');
    const [entry] = await ledger.list('operators', 10);
    expect(entry).toMatchObject({ state: 'cancelled' });
    expect((await alerts.read('a'))?.routes.mail).toMatchObject({ kind: 'told', how: 'sent through contoso' });
  });

  test('says all reasons where no connection can send, and tries again under another id', async () => {
    const { raise, run, mails, daysLeft, states, pass } = createAlertBundle();
    daysLeft.set('operators', -1).set('contoso', 1);
    await raise('a');
    await run();
    expect(await states('a')).toMatchObject({
      mail: {
        kind: 'failed',
        sentence:
          'No connection could send it: operators: its own credential has expired; contoso: its own credential expires in 1 day',
        remedy: expect.stringContaining('POSTBUS_ALERT_MAIL_CONNECTIONS'),
      },
    });
    daysLeft.clear();
    pass(MINUTE);
    await run();
    expect(mails().map(({ message }) => message.id)).toEqual([expect.stringMatching(/^alerts-[0-9a-f-]{36}-2$/)]);
  });

  test('cuts what a service answers at length: a row holds it with each alert', async () => {
    const { raise, run, faults, states } = createAlertBundle();
    faults.token.push(
      ...['1', '2'].map((digit) => deliveryError('ERR_TOKEN_REFUSED', { provider: digit.repeat(9999) })),
    );
    await raise('a');
    await run();
    const { mail } = await states('a');
    expect(mail?.kind === 'failed' && mail.sentence.length).toBeLessThan(700);
  });

  test('waits for a deferred mail, and for nothing else, until the flow has sent it', async () => {
    const { raise, run, mails, mailboxes, queue, states, pass, drain } = createAlertBundle();
    await raise('a');
    mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    await run();
    await raise('b');
    await run();
    expect(await states('a')).toMatchObject({ mail: { kind: 'telling' } });
    expect(await states('b')).toMatchObject({ mail: { kind: 'told' } });
    expect(queue.waiting).toHaveLength(1);
    await drain();
    pass(MINUTE);
    await run();
    expect(await states('a')).toMatchObject({ mail: { kind: 'told', how: 'sent through operators' } });
    expect(mails()).toHaveLength(2);
  });

  test('sends a mail through the next connection that the first one could not send within six hours', async () => {
    const { raise, run, mails, mailboxes, states, pass, drain } = createAlertBundle();
    await raise('a');
    mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    await run();
    pass(6 * 60 * MINUTE);
    await drain();
    expect(mails()).toEqual([]);
    await run();
    expect(await states('a')).toMatchObject({ mail: { kind: 'told', how: 'sent through contoso' } });
    expect(mails()[0]?.message.body.content).toContain('ERR_MAILBOX_THROTTLED');
  });

  test('repeats a mail as it was while nobody knows what became of it', async () => {
    const { raise, run, mails, mailboxes, faults, states, pass, logged } = createAlertBundle();
    await raise('a');
    mailboxes.failNext('sendDraft', 'after', deliveryError('ERR_DELIVERY_UNCONFIRMED'));
    faults.schedule.push(new QueueAccessError('ERR_QUEUE_UNAVAILABLE'));
    await run();
    expect(await states('a')).toMatchObject({ mail: { kind: 'telling' } });
    expect(logged()).toEqual(['a']);
    for (let minute = 0; minute < 10; minute += 1) {
      pass(MINUTE);
      await run();
    }
    expect(await states('a')).toMatchObject({ mail: { kind: 'told' } });
    expect(mails().filter(({ message }) => message.subject.includes('is held'))).toHaveLength(1);
    expect(logged()).toEqual(['a', 'route:mail:2026-11-22']);
  });

  test('tells what is new though nobody can find out what became of an earlier batch', async () => {
    const { raise, run, mails, mailboxes, ports, states, pass, events } = createAlertBundle();
    await raise('a');
    mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    await run();
    const begun = (await states('a')).mail;
    const doubtful = begun?.kind === 'telling' ? begun.batch : '';
    const { read } = ports.ledger;
    Object.assign(ports.ledger, {
      read: async (tenant: string, id: string) => {
        if (id.includes(doubtful)) throw deliveryError('ERR_INTERNAL');
        return read(tenant, id);
      },
    });
    for (const id of ['b', 'c']) {
      pass(MINUTE);
      await raise(id);
      await run();
      expect(await states(id)).toMatchObject({ mail: { kind: 'told' } });
    }
    expect(await states('a')).toMatchObject({ mail: { kind: 'telling', batch: doubtful } });
    expect(events.filter(({ event }) => event === 'PB5003')).toHaveLength(2);
    expect(mails()).toHaveLength(2);
  });

  test('tells through the next connection what it began with one whose row cannot be read any more', async () => {
    const whole = createAlertBundle();
    await whole.raise('a');
    const gates = await whole.run();
    for (let dieAt = 1; dieAt <= gates; dieAt += 1) {
      const { raise, run, mails, ports, states, pass } = createAlertBundle();
      await raise('a');
      await run({ dieAt });
      const unreadable = (read: (tenant: string) => Promise<unknown>) => async (tenant: string) => {
        if (tenant === 'operators') throw deliveryError('ERR_CONNECTION_UNREADABLE');
        return read(tenant);
      };
      const { find, read } = ports.connections;
      Object.assign(ports.connections, { find: unreadable(find), read: unreadable(read) });
      for (let minute = 0; minute < 3; minute += 1) {
        pass(6 * MINUTE);
        await run();
      }
      const where = `killed at ${dieAt}`;
      expect([where, await states('a')]).toMatchObject([where, { mail: { kind: 'told' } }]);
      expect([where, mails().length > 0]).toEqual([where, true]);
    }
  }, 30_000);

  test('removes what was told a month ago, after the daily check and at each full hour', async () => {
    const { raise, run, alerts, pass } = createAlertBundle();
    await raise('a');
    await run();
    pass(30 * DAY + MINUTE);
    await run();
    expect(await alerts.list()).toHaveLength(1);
    await run({ includeYoung: true });
    expect(await alerts.list()).toEqual([]);
    await raise('b');
    await run();
    pass(30 * DAY + 58 * MINUTE);
    await run();
    expect(await alerts.list()).toHaveLength(1);
    pass(MINUTE);
    await run();
    expect(await alerts.list()).toEqual([]);
  });
});
