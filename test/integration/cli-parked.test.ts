/** What an operator does about parked messages and holds, with the commands alone, while the whole product runs against the sandbox. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '../harness/eventually.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';
import { runCli } from './cli-run.ts';

jest.setTimeout(120_000);

const HOUR = 3_600_000;

let postbus: RunningPostbus;
beforeAll(async () => {
  postbus = await startPostbus();
}, 60_000);
afterAll(() => postbus.stop());

const run = (args: readonly string[], input?: string) => runCli(args, postbus.sandbox.settings, input);
/** Must work, and gives its document. */
async function ask(...args: string[]) {
  const { exitCode, err, json } = await run([...args, '--json']);
  expect({ args, exitCode, err }).toMatchObject({ exitCode: 0, err: '' });
  return json();
}
const send = (tenant: string, id: string, ...flags: string[]) =>
  ask('send', '--tenant', tenant, '--id', id, '--to', 'ada@example.org', '--subject', id, '--text', 'x', ...flags);
const untilState = (tenant: string, id: string, state: string) =>
  eventually(`${tenant} ${id} is ${state}`, async () => {
    const [entry] = await postbus.findEntries(tenant, id);
    return entry?.state === state ? entry : undefined;
  });
/** An app sees a hold ten seconds after it was made at the latest: until then messages pass. */
function untilParked(tenant: string, ...flags: string[]): Promise<string> {
  let count = 0;
  return eventually(`a message of ${tenant} is parked`, async () => {
    count += 1;
    const id = `held-${count}`;
    await send(tenant, id, ...flags);
    return (await postbus.untilClosed(tenant, id)).state === 'parked' ? id : undefined;
  });
}

/** A copy that comes while the first is at work waits for minutes: they pass here. */
const untilQueueIsEmpty = () =>
  eventually('nothing is on the queue', async () => {
    const { active, scheduled } = await ask('queue');
    if (active + scheduled === 0) return true;
    if (active === 0) await postbus.sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: HOUR } });
    return undefined;
  });

/** The judge: Exchange took each message that is recorded as sent, once, and nothing else. */
async function expectEachSentOnce(tenant: string): Promise<void> {
  const { accepted } = await postbus.sandbox.control<{
    accepted: readonly { tenant: string; internetMessageId: string }[];
  }>('accepted?top=1000');
  const taken = accepted.filter((each) => each.tenant === tenant).map(({ internetMessageId }) => internetMessageId);
  const entries = await postbus.listEntries(tenant);
  const sent = entries.filter(({ state }) => state === 'sent').map(({ internetMessageId }) => internetMessageId);
  expect(taken.sort()).toEqual(sent.sort());
}

async function probeNow(): Promise<void> {
  const url = `http://127.0.0.1:${postbus.product.port}/admin/functions/probe-holds`;
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'POST', headers, body: '{"input":""}' })).status).toBe(202);
}
const idsOf = ({ messages }: { readonly messages: readonly { readonly id: string }[] }) => messages.map(({ id }) => id);

describe('postbus, when messages are parked', () => {
  test('tells why a tenant stands still, takes its new secret, and has everything sent by itself', async () => {
    await postbus.sandbox.control('tenants/contoso/expire-secrets', { method: 'POST', body: {} });
    await postbus.sandbox.control('tenants/contoso/revoke-tokens', { method: 'POST', body: {} });
    const ids = ['pay-1', 'pay-2', 'pay-3'];
    for (const id of ids) await send('contoso', id);
    for (const id of ids) await untilState('contoso', id, 'parked');
    expect(
      idsOf(await ask('parked', 'contoso', '--code', 'ERR_CREDENTIAL_EXPIRED', '--younger-than', '1h')).sort(),
    ).toEqual(ids);
    expect(idsOf(await ask('parked', 'contoso', '--older-than', '1h'))).toEqual([]);
    expect((await ask('holds')).holds).toMatchObject([
      { tenant: 'contoso', code: 'ERR_CREDENTIAL_EXPIRED', messages: 3 },
    ]);
    const shown = await ask('show', 'contoso', 'pay-1');
    expect(shown).toMatchObject({ message: { state: 'parked' }, hold: { code: 'ERR_CREDENTIAL_EXPIRED' } });
    expect(shown.canDo[0].command).toBe('postbus tenants add contoso');
    expect((await ask('replay', 'contoso')).leftOut).toHaveLength(3);

    const { newSecret } = await postbus.sandbox.control<{ newSecret: { value: string } | string }>(
      'tenants/contoso/secrets',
      {
        method: 'POST',
        body: { updateVault: false, expiresInDays: 30 },
      },
    );
    const value = typeof newSecret === 'string' ? newSecret : newSecret.value;
    const add = ['tenants', 'add', 'contoso', '--secret-stdin', '--secret-expires', '2099-01-31'];
    expect(await run(add, value)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('3 parked messages wait for it, and are sent by themselves'),
    });
    await probeNow();
    for (const id of ids) await untilState('contoso', id, 'sent');
    await expectEachSentOnce('contoso');
    expect((await ask('holds')).holds).toEqual([]);
  });

  test('sends one mail for a message that is replayed twice at the same time, and leaves it out from then on', async () => {
    await ask('hold', 'fabrikam', '--because', 'a test');
    const id = await untilParked('fabrikam');
    const flags = [...(await addFlagsOf('fabrikam')), '--keep-secret'];
    await ask('tenants', 'remove', 'fabrikam', '--yes');
    await ask('tenants', 'add', 'fabrikam', ...flags);

    expect(idsOf(await ask('replay', 'fabrikam', id))).toEqual([id]);
    expect((await postbus.findEntries('fabrikam', id))[0]?.state).toBe('parked');
    const replays = await Promise.all([1, 2].map(() => ask('replay', 'fabrikam', id, '--yes')));
    expect(replays.some(({ replayed }) => replayed === 1)).toBe(true);
    await untilState('fabrikam', id, 'sent');
    await untilQueueIsEmpty();
    await expectEachSentOnce('fabrikam');
    const again = await run(['replay', 'fabrikam', id, '--yes', '--json']);
    expect(again).toMatchObject({ exitCode: 1 });
    expect(again.json()).toMatchObject({ replayed: 0, leftOut: [{ id, reason: 'not-parked' }] });
  });

  test('keeps a mailbox back, cancels one of its messages, and releases the other', async () => {
    const mailbox = 'sales@northwind.example';
    await ask('hold', 'northwind', mailbox, '--because', 'wrong prices');
    const good = await untilParked('northwind', '--from', mailbox);
    await send('northwind', 'bad', '--from', mailbox);
    await send('northwind', 'beside');
    await untilState('northwind', 'bad', 'parked');
    await untilState('northwind', 'beside', 'sent');

    await ask('cancel', 'northwind', 'bad');
    expect((await postbus.findEntries('northwind', 'bad'))[0]?.state).toBe('parked');
    expect(await ask('cancel', 'northwind', 'bad', '--yes')).toMatchObject({ cancelled: [{ id: 'bad' }] });
    expect(await ask('release', 'northwind', mailbox)).toMatchObject({ dryRun: true, messages: 1 });
    expect(await ask('release', 'northwind', mailbox, '--yes')).toMatchObject({ released: 1 });
    await untilState('northwind', good, 'sent');
    await send('northwind', 'bad', '--from', mailbox);
    await untilQueueIsEmpty();
    expect((await postbus.findEntries('northwind', 'bad'))[0]).toMatchObject({ state: 'cancelled', duplicates: 1 });
    await expectEachSentOnce('northwind');
    expect(await run(['release', 'northwind', mailbox])).toMatchObject({ exitCode: 3, out: '' });
  });

  test('gives a JSON document, or a sentence with what to do, for every command', async () => {
    expect(await ask('parked')).toMatchObject({ total: expect.any(Number), counts: expect.any(Array) });
    const failures = [
      [['show', 'contoso', 'unknown'], 3],
      [['hold', 'contoso'], 2],
      [['hold', 'contoso', 'nobody@contoso.example', '--because', 'x'], 3],
      [['cancel', 'contoso', '--yes'], 2],
      [['parked', '--code', 'ERR_X'], 2],
      [['replay', 'contoso', '--resend'], 2],
    ] as const;
    for (const [args, exitCode] of failures) {
      const { err, ...rest } = await run([...args, '--json']);
      expect({ args, ...rest }).toMatchObject({ exitCode, out: '' });
      expect(JSON.parse(err).error).toMatchObject({ sentence: expect.any(String), remedy: expect.any(String) });
    }
  });
});

async function addFlagsOf(key: string): Promise<readonly string[]> {
  const { tenantId, clientId, mailboxes } = await ask('tenants', 'show', key);
  return [
    '--tenant-id',
    tenantId,
    '--client-id',
    clientId,
    ...mailboxes.flatMap((mailbox: string) => ['--mailbox', mailbox]),
  ];
}
