import { describe, expect, test } from '@jest/globals';
import type { LogEvent } from '../../../shared/log/log-sink.ts';
import { type Hold, type HoldReason, held, lifted, releasing } from '../../../shared/tenant/hold.ts';
import type { Holds } from '../../../shared/tenant/holds.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { createMemoryHolds } from '../../harness/memory/memory-holds.ts';

const MINUTE = 60_000;
const NOW = new Date('2026-11-22T12:00:00Z');
const SCOPE = { tenant: 'contoso', mailbox: 'noreply@contoso.example' };
const FULL: HoldReason = { code: 'ERR_MAILBOX_FULL', provider: '507 ErrorQuotaExceeded', requestId: 'request-1' };

async function setup(existing?: Hold) {
  const clock = { now: NOW };
  const holds = createMemoryHolds();
  const events: LogEvent[] = [];
  if (existing) await holds.create(existing);
  const ports = { holds, log: (event: LogEvent) => void events.push(event), now: () => clock.now };
  return {
    clock,
    holds,
    ports,
    open: (reason = FULL, through: Partial<Holds> = {}, scope = SCOPE) =>
      openHold(scope, reason, { ...ports, holds: { ...holds, ...through } }),
    current: async () => (await holds.read(SCOPE))?.hold,
    events,
    logged: () => events.map(({ event, level }) => `${event} ${level}`),
  };
}

describe('openHold', () => {
  test('holds, and raises one alert that says what is held, who must act and what to do', async () => {
    const { open, current, events } = await setup();
    expect(await open()).toEqual(held(SCOPE, FULL, NOW));
    expect(await current()).toEqual(held(SCOPE, FULL, NOW));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      event: 'PB3001',
      level: 'error',
      fields: { tenant: 'contoso', scope: 'mailbox', code: 'ERR_MAILBOX_FULL', owner: 'tenant administrator' },
    });
    expect(events[0]?.fields.remedy).toEqual(expect.any(String));
  });

  test('finds the hold there, and raises no second alert', async () => {
    const { open, logged, current } = await setup();
    await open();
    expect(await open({ ...FULL, requestId: 'request-2' })).toMatchObject({ requestId: 'request-1' });
    expect(logged()).toEqual(['PB3001 error']);
    expect(await current()).toEqual(held(SCOPE, FULL, NOW));
  });

  test('raises one alert where two open it at once, and both learn what holds', async () => {
    const { open, logged } = await setup();
    const both = await Promise.all([open(), open({ code: 'ERR_MAILBOX_DISABLED' })]);
    expect(logged()).toEqual(['PB3001 error']);
    expect(new Set(both.map((hold) => hold?.code)).size).toBe(1);
  });

  test('raises one alert where two open it again at once', async () => {
    const { open, logged } = await setup(lifted(releasing(held(SCOPE, FULL, NOW), NOW), NOW));
    const both = await Promise.all([open({ code: 'ERR_MAILBOX_DISABLED' }), open({ code: 'ERR_MAILBOX_DISABLED' })]);
    expect(logged()).toEqual(['PB3001 error']);
    expect(both.map((hold) => hold?.state)).toEqual(['held', 'held']);
  });

  test.each([
    ['was lifted', lifted(releasing(held(SCOPE, FULL, NOW), NOW), NOW)],
    ['is being released', releasing(held(SCOPE, FULL, NOW), NOW)],
  ])('warns only where the same failure comes back within an hour after the hold %s', async (_how, existing) => {
    const { open, logged, clock, current } = await setup(existing);
    clock.now = new Date(NOW.getTime() + 59 * MINUTE);
    await open();
    expect(logged()).toEqual(['PB3002 warn']);
    expect(await current()).toMatchObject({ state: 'held', since: NOW, probes: 1 });
  });

  test('raises another alert for another failure within the hour', async () => {
    const { open, logged } = await setup(lifted(releasing(held(SCOPE, FULL, NOW), NOW), NOW));
    await open({ code: 'ERR_MAILBOX_DISABLED' });
    expect(logged()).toEqual(['PB3001 error']);
  });

  test('replaces a hold for the lack of a connection by what is found with the connection, and alerts', async () => {
    const { open, logged, current } = await setup(held(SCOPE, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW));
    await open();
    expect(await current()).toMatchObject({ state: 'held', code: 'ERR_MAILBOX_FULL' });
    expect(logged()).toEqual(['PB3001 error']);
  });

  test('leaves a hold for the lack of a connection where the connection is still missing', async () => {
    const existing = held(SCOPE, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW);
    const { open, logged, current } = await setup(existing);
    await open({ code: 'ERR_CONNECTION_UNREADABLE' });
    expect(await current()).toEqual(existing);
    expect(logged()).toEqual([]);
  });

  test('leaves what an operator holds alone', async () => {
    const existing = held(SCOPE, { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' }, NOW);
    const { open, logged, current } = await setup(existing);
    expect(await open()).toEqual(existing);
    expect(await current()).toEqual(existing);
    expect(logged()).toEqual([]);
  });

  test('ends without a hold, and without an alert, where it changed hands meanwhile', async () => {
    const { open, logged } = await setup();
    const nobodysTurn = { read: async () => undefined, create: async () => undefined };
    expect(await open(FULL, nobodysTurn)).toBeUndefined();
    expect(logged()).toEqual([]);
  });

  test('holds a mailbox and its tenant apart', async () => {
    const { open, holds } = await setup();
    await open();
    expect(await holds.find('contoso', 'orders@contoso.example')).toBeUndefined();
    await openHold(
      { tenant: 'contoso' },
      { code: 'ERR_TOKEN_REFUSED' },
      { holds, log: () => undefined, now: () => NOW },
    );
    expect(await holds.find('contoso', 'orders@contoso.example')).toMatchObject({ code: 'ERR_TOKEN_REFUSED' });
    expect((await holds.list()).map(({ hold }) => hold.code).sort()).toEqual(['ERR_MAILBOX_FULL', 'ERR_TOKEN_REFUSED']);
  });
});
