/** What every store of alerts promises, whatever keeps it. A new implementation is done when it is listed in alerts.test.ts. */
import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../shared/alert/alert.ts';
import type { Alerts, AlertUpdate, StoredAlert, TellerLease } from '../../shared/alert/alerts.ts';
import { failed, off, type RouteStates, telling, told } from '../../shared/alert/route-state.ts';

const NOW = new Date('2026-11-22T12:00:00.123Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const DONE: RouteStates = {
  log: told(NOW, undefined),
  webhook: off(NOW),
  mail: told(later(5000), 'sent through operators'),
};

export function exerciseAlerts(name: string, open: () => Alerts): void {
  let count = 0;
  const setup = () => {
    count += 1;
    const alerts = open();
    const tenant = `tenant-${process.pid}-${Date.now().toString(36)}-${count}`;
    const alertOf = (overrides: Partial<Alert> = {}): Alert => ({
      ...WHOLE,
      id: `hold:${tenant}`,
      tenant,
      ...overrides,
    });
    const isOwn = ({ alert }: { readonly alert: Alert }): boolean => alert.tenant === tenant;
    const pending = async () => (await alerts.pending()).filter(({ record }) => isOwn(record));
    const list = async () => (await alerts.list()).filter(isOwn);
    const raised = async (...ids: readonly string[]): Promise<readonly StoredAlert[]> => {
      for (const [index, id] of ids.entries())
        await alerts.raise(alertOf({ id: `${tenant}:${id}`, raisedAt: later(index) }));
      return pending();
    };
    return { alerts, tenant, alertOf, pending, list, raised };
  };
  const all = (stored: readonly StoredAlert[], routes: RouteStates): readonly AlertUpdate[] =>
    stored.map((each) => ({ stored: each, routes }));

  describe(`the alerts ${name}`, () => {
    test('give back what was raised, whole, with nothing told', async () => {
      const { alerts, alertOf, pending } = setup();
      const alert = alertOf();
      expect(await alerts.raise(alert)).toBe(true);
      expect(await alerts.read(alert.id)).toEqual({ alert, routes: {} });
      expect((await pending()).map(({ record }) => record)).toEqual([{ alert, routes: {} }]);
    });

    test('give back an alert that has the least', async () => {
      const { alerts, tenant } = setup();
      const {
        tenant: _tenant,
        mailbox: _mailbox,
        expiresAt: _expires,
        daysLeft: _days,
        provider: _provider,
        ...least
      } = WHOLE;
      await alerts.raise({ ...least, id: `test:${tenant}` });
      expect(await alerts.read(`test:${tenant}`)).toEqual({ alert: { ...least, id: `test:${tenant}` }, routes: {} });
    });

    test('take an id once, though two raise it at the same time', async () => {
      const { alerts, alertOf, list } = setup();
      const both = await Promise.all([alerts.raise(alertOf()), alerts.raise(alertOf({ sentence: 'other' }))]);
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await alerts.raise(alertOf())).toBe(false);
      expect(await list()).toHaveLength(1);
    });

    test('take no id again that was told', async () => {
      const { alerts, alertOf, pending } = setup();
      await alerts.raise(alertOf());
      await alerts.update(all(await pending(), DONE));
      expect(await open().raise(alertOf())).toBe(false);
      expect(await pending()).toEqual([]);
    });

    test('keep ids apart that look alike', async () => {
      const { alerts, alertOf, list } = setup();
      for (const id of ['a/b', 'a:b', 'a b', 'ä', 'A', 'a'])
        expect(await alerts.raise(alertOf({ id: `${alertOf().id}${id}` }))).toBe(true);
      expect(await list()).toHaveLength(6);
    });

    test('know nothing of what nobody raised', async () => {
      const { alerts, tenant } = setup();
      expect(await alerts.read(tenant)).toBeUndefined();
    });

    test('list what is pending with the oldest first, and all with the latest first', async () => {
      const { list, raised, tenant } = setup();
      const stored = await raised('c', 'a', 'b');
      expect(stored.map(({ record }) => record.alert.id)).toEqual(['c', 'a', 'b'].map((id) => `${tenant}:${id}`));
      expect((await list()).map(({ alert }) => alert.id)).toEqual(['b', 'a', 'c'].map((id) => `${tenant}:${id}`));
    });

    test.each<[string, RouteStates]>([
      ['that is being told', { ...DONE, mail: telling({ batch: 'b', at: NOW, tries: 2, memo: 'through contoso' }) }],
      ['that failed', { ...DONE, mail: failed({ batch: 'b', tries: 0 }, { sentence: 's', remedy: 'r' }, NOW) }],
      ['that one route has not looked at', { log: told(NOW, undefined) }],
    ])('keep an alert pending %s, and give its states back whole', async (_what, routes) => {
      const { alerts, raised, pending } = setup();
      const written = await alerts.update(all(await raised('a'), routes));
      expect(written?.map(({ record }) => record.routes)).toEqual([routes]);
      expect((await pending()).map(({ record }) => record.routes)).toEqual([routes]);
    });

    test('keep an alert that every route has told or left, and list it no more as pending', async () => {
      const { alerts, raised, pending, list } = setup();
      await alerts.update(all(await raised('a'), DONE));
      expect(await pending()).toEqual([]);
      expect((await list()).map(({ routes }) => routes)).toEqual([DONE]);
    });

    test('write from the version that was read or written, and not from an older one', async () => {
      const { alerts, raised, pending } = setup();
      const first = await raised('a');
      const second = await alerts.update(all(first, { log: told(NOW, undefined) }));
      expect(await alerts.update(all(first, DONE))).toBeUndefined();
      expect((await pending())[0]?.record.routes).toEqual({ log: told(NOW, undefined) });
      expect(await alerts.update(all(second ?? [], DONE))).toHaveLength(1);
    });

    test('write a hundred whole or not at all, and nothing after one that somebody else was at', async () => {
      const { alerts, raised, list } = setup();
      const stored = await raised(...Array.from({ length: 250 }, (_none, index) => `a-${index}`));
      const other = stored[150];
      await alerts.update(all(other ? [other] : [], { log: told(NOW, 'other') }));
      expect(await alerts.update(all(stored, { log: told(NOW, 'mine') }))).toBeUndefined();
      const how = (await list()).map(({ routes }) => (routes.log?.kind === 'told' ? routes.log.how : undefined));
      expect(how.filter((each) => each === 'mine')).toHaveLength(100);
      expect(how.filter((each) => each === undefined)).toHaveLength(149);
    }, 30_000);

    test('remove what was told long ago, and what nobody could tell for longer', async () => {
      const { alerts, raised, list, tenant } = setup();
      const stored = await raised('told', 'untold');
      await alerts.update(all(stored.slice(0, 1), DONE));
      await alerts.removeOld({ told: later(5000), raised: later(1) });
      expect(await list()).toHaveLength(2);
      await alerts.removeOld({ told: later(5001), raised: later(1) });
      expect((await list()).map(({ alert }) => alert.id)).toEqual([`${tenant}:untold`]);
      await alerts.removeOld({ told: later(5001), raised: later(2) });
      expect(await list()).toEqual([]);
    });

    test('take an id again whose alert was removed: its cause is still there after a month', async () => {
      const { alerts, alertOf, pending } = setup();
      await alerts.raise(alertOf());
      await alerts.update(all(await pending(), DONE));
      await alerts.removeOld({ told: later(60_000), raised: NOW });
      expect(await alerts.raise(alertOf())).toBe(true);
    });
  });
}

const WHOLE: Alert = {
  id: 'hold:contoso',
  kind: 'credential',
  severity: 'critical',
  code: 'ERR_CREDENTIAL_EXPIRED',
  tenant: 'contoso',
  mailbox: 'Sales.Team+x/ü@contoso.example',
  sentence: 'The credential has expired: „ü“.',
  remedy: 'Make a new one.',
  owner: 'tenant administrator',
  expiresAt: new Date('2026-11-20T00:00:00Z'),
  daysLeft: -2,
  provider: 'AADSTS7000222',
  raisedAt: NOW,
};

export function exerciseTellerLease(name: string, open: (now: () => Date) => () => TellerLease): void {
  const setup = () => {
    const clock = { now: NOW };
    const lease = open(() => clock.now);
    const pass = (ms: number): void => {
      clock.now = new Date(clock.now.getTime() + ms);
    };
    return { lease, pass };
  };

  describe(`the teller’s lease ${name}`, () => {
    test('is had by one at a time, and by the next one when it is given back', async () => {
      const { lease } = setup();
      const [one, other] = await Promise.all([lease().take(), lease().take()]);
      expect([one, other].filter(Boolean)).toHaveLength(1);
      expect(await lease().take()).toBeUndefined();
      await (one ?? other)?.release();
      const next = await lease().take();
      expect(next).toBeDefined();
      await next?.release();
    });

    test('of a teller that was stopped ends after five minutes, and is not taken back by it', async () => {
      const { lease, pass } = setup();
      const stopped = await lease().take();
      pass(299_000);
      expect(await lease().take()).toBeUndefined();
      pass(2000);
      const next = await lease().take();
      expect(next).toBeDefined();
      expect(await stopped?.renew()).toBe(false);
      await stopped?.release();
      expect(await lease().take()).toBeUndefined();
      await next?.release();
    });

    test('that ends further ahead than any can stands in nobody’s way: the clock was moved back', async () => {
      const { lease, pass } = setup();
      const before = await lease().take();
      pass(-30_000);
      expect(await lease().take()).toBeUndefined();
      pass(-3_600_000);
      const next = await lease().take();
      expect(next).toBeDefined();
      expect(await before?.renew()).toBe(false);
      await next?.release();
    });

    test('lasts five minutes from each renewal', async () => {
      const { lease, pass } = setup();
      const held = await lease().take();
      pass(200_000);
      expect(await held?.renew()).toBe(true);
      pass(200_000);
      expect(await lease().take()).toBeUndefined();
      expect(await held?.renew()).toBe(true);
      await held?.release();
    });
  });
}
