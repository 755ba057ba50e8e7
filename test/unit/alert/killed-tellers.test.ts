/** Tellers that are killed at each of their steps, and those that follow them. */
import { describe, expect, test } from '@jest/globals';
import { placeOf } from '../../../shared/alert/describe-alert.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { MINUTE } from '../../../shared/duration.ts';
import { held } from '../../../shared/tenant/hold.ts';
import { createAlertBundle } from '../../harness/memory/alert-bundle.ts';
import { START } from '../../harness/memory/delivery-bundle.ts';

describe('a teller that is followed by another', () => {
  test('loses no alert and mails none twice, wherever a teller is killed', async () => {
    const whole = await scene();
    const gates = await whole.run();
    expect(gates).toBeGreaterThan(60);
    for (let dieAt = 1; dieAt <= gates; dieAt += 1) await survive(dieAt);
  }, 60_000);

  test('keeps a batch of many together under its id, wherever a teller is killed while they are noted', async () => {
    const whole = await manyScene();
    const gates = (await whole.run(MANY_ROUTES)) + 20;
    expect(gates).toBeGreaterThan(60);
    for (let dieAt = 1; dieAt <= gates; dieAt += 1) await surviveMany(dieAt);
  }, 120_000);

  test('loses no alert and mails none twice, where the teller that takes over is killed as well', async () => {
    for (let seed = 1; seed <= 300; seed += 1) await survive(1 + ((seed * 7919) % 90), 1 + ((seed * 104_729) % 90));
  }, 60_000);
});

/** Three alerts, a hold, and a first connection that parks the mail, which is a hold and an alert of its own. */
async function scene() {
  const bundle = createAlertBundle();
  await bundle.holds.create(held({ tenant: 'northwind' }, { code: 'ERR_TOKEN_REFUSED' }, START));
  for (const id of ['a', 'b', 'c']) await bundle.raise(id, { tenant: `tenant-${id}` });
  bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_FULL', { provider: LONG_ANSWER }));
  return bundle;
}

/** Longer than what is remembered of a reason. */
const LONG_ANSWER = `507 ${'x'.repeat(400)}`;

/** More than fit into two transactions, a receiver that has moved, and a mail that no connection can send at first. */
async function manyScene() {
  const bundle = createAlertBundle();
  for (const id of MANY) await bundle.raise(id, { tenant: id });
  bundle.answers.push({ status: 404 });
  bundle.daysLeft.set('operators', 1).set('contoso', 1);
  return bundle;
}

const MANY = Array.from({ length: 250 }, (_none, index) => `t${String(index).padStart(3, '0')}`);
const MANY_ROUTES = { routes: ['webhook', 'mail'] } as const;

/** Killed in the run that fails, or in the one after that, which does not. */
async function surviveMany(dieAt: number): Promise<void> {
  const { run, pass, daysLeft, posted, mails, alerts } = await manyScene();
  const passed = await run({ ...MANY_ROUTES, dieAt });
  daysLeft.clear();
  pass(6 * MINUTE);
  if (passed < dieAt) await run({ ...MANY_ROUTES, dieAt: dieAt - passed });
  for (let again = 0; again < 4; again += 1) {
    pass(6 * MINUTE);
    await run(MANY_ROUTES);
  }
  const where = `killed at ${dieAt}`;
  const isExpected = (id: string): boolean => !id.startsWith('route:');
  // A receiver that drops ids it has seen takes the first of each, and misses nothing by that.
  const taken = new Map(posted.toReversed().map((each) => [each.id, each.alerts]));
  expect([where, [...taken.values()].flat().filter(isExpected).sort()]).toEqual([where, MANY]);
  const bodies = mails().map(({ message }) => message.body.content);
  const mailed = MANY.filter((id) => bodies.filter((body) => body.includes(id)).length === 1);
  expect([where, mailed]).toEqual([where, MANY]);
  expect([where, await alerts.pending()]).toEqual([where, []]);
}

const EXPECTED = ['a', 'b', 'c', 'hold:northwind:2026-11-22T12:00:00.000Z'];
async function survive(...deaths: readonly number[]): Promise<void> {
  const bundle = await scene();
  for (const dieAt of deaths) {
    await bundle.run({ dieAt });
    bundle.pass(6 * MINUTE);
  }
  for (let run = 0; run < 5; run += 1) {
    await bundle.run();
    bundle.pass(6 * MINUTE);
    await bundle.drain();
  }
  const where = `killed at ${deaths.join(', ')}`;
  const { posted, mails, logged, alerts } = bundle;
  const isExpected = (id: string): boolean => !id.startsWith('hold:operators:');
  expect([where, [...new Set(logged())].filter(isExpected).sort()]).toEqual([where, EXPECTED]);
  // A repetition is the same batch under the same id: what a receiver drops.
  const batches = new Map(posted.map((each) => [each.id, each]));
  expect([where, posted.filter(({ id, body }) => batches.get(id)?.body !== body)]).toEqual([where, []]);
  const told = [...batches.values()].flatMap((each) => each.alerts);
  expect([where, told.filter(isExpected).sort()]).toEqual([where, EXPECTED]);
  const places = (await alerts.list()).map(({ alert }) => placeOf(alert)).sort();
  const mailed = places.map((place) =>
    mails().filter(({ message }) => message.body.content.includes(`<strong>${place}<`)),
  );
  expect([where, mailed.map((each) => each.length)]).toEqual([where, places.map(() => 1)]);
  expect(places).toEqual(expect.arrayContaining(['northwind', 'tenant-a', 'tenant-b', 'tenant-c']));
  expect([where, await alerts.pending()]).toEqual([where, []]);
}
