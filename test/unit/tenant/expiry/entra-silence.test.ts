import { describe, expect, test } from '@jest/globals';
import { inDays, openCheck } from './check-bundle.ts';

const AT_ONCE = 24;

function setup(tenants: number) {
  const check = openCheck();
  for (let index = 0; index < tenants; index += 1) {
    const tenant = check.add(`t${1000 + index}`, { expiresAt: inDays(300) });
    check.refusals.set(tenant, 'ERR_IDENTITY_UNAVAILABLE');
  }
  return check;
}

describe('the daily check, where Entra ID does not answer', () => {
  test('stops asking after some silences, looks at every date in the vault, and asks the next day', async () => {
    const { run, store, raised, counts, events, refusals, moveTo } = setup(200);
    store('t1199', { expiresAt: inDays(7) });
    const { checked, left, unasked } = await run();
    expect({ checked, left }).toEqual({ checked: 200, left: 0 });
    // What was under way then is not stopped.
    expect(counts.tokens).toBeLessThan(20 + AT_ONCE);
    expect(counts.tokens + unasked).toBe(200);
    expect(await raised()).toEqual(['credential:t1199:v1:expiry:7']);
    expect(events.find(({ event }) => event === 'PB5010')).toMatchObject({ level: 'warn', fields: { unasked } });

    refusals.clear();
    counts.tokens = 0;
    moveTo(inDays(1));
    expect(await run()).toMatchObject({ unasked: 0 });
    expect(counts.tokens).toBe(200);
  });

  test('takes a Graph that does not answer for such a silence, too', async () => {
    const { ports, run, refusals } = setup(100);
    refusals.clear();
    let asked = 0;
    const registrations = {
      read: async () => {
        asked += 1;
        throw new TypeError('fetch failed');
      },
    };
    expect(await run({ ...ports, registrations })).toMatchObject({ checked: 100, left: 0 });
    expect(asked).toBeLessThan(20 + AT_ONCE);
  });

  test('does not ask again of all on one day of whom it asked on one day', async () => {
    const { run, refusals, counts, moveTo } = setup(300);
    refusals.clear();
    const asked: number[] = [];
    for (let day = 0; day <= 30; day += 1) {
      counts.tokens = 0;
      moveTo(inDays(day));
      await run();
      asked.push(counts.tokens);
    }
    expect(asked[0]).toBe(300);
    expect(asked.slice(1, 16)).toEqual(Array.from({ length: 15 }, () => 0));
    expect(asked.slice(16).reduce((sum, each) => sum + each, 0)).toBe(300);
    expect(Math.max(...asked.slice(1))).toBeLessThan(45);
  });
});
