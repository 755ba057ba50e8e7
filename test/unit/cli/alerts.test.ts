import { describe, expect, test } from '@jest/globals';
import { listAlerts } from '../../../cli/alerts/list-alerts.ts';
import { testAlerts } from '../../../cli/alerts/test-alerts.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import type { Alert } from '../../../shared/alert/alert.ts';
import { failed, off, type RouteStates, telling, told } from '../../../shared/alert/route-state.ts';
import { memoryOperator, NOW, recordTerminal } from './command-bundle.ts';
import { minutesAgo } from './ledger-entries.ts';

const why = {
  sentence: 'The receiver at https://hooks.example knows nothing at this address (404).',
  remedy: 'Set the address.',
};
const ALL_TOLD: RouteStates = {
  log: told(NOW, undefined),
  webhook: told(NOW, undefined),
  mail: told(NOW, 'sent through operators'),
};
const FAILED: RouteStates = { ...ALL_TOLD, webhook: failed({ batch: 'b', tries: 1 }, why, minutesAgo(1)) };

function setup() {
  const operator = memoryOperator();
  const terminal = recordTerminal();
  const raise = (id: string, overrides: Partial<Alert> = {}) =>
    operator.alerts.raise({
      id,
      kind: 'credential',
      severity: 'critical',
      code: 'ERR_CREDENTIAL_EXPIRED',
      tenant: 'contoso',
      sentence: 'The client secret has expired.',
      remedy: 'Rotate it.',
      owner: 'operator',
      expiresAt: NOW,
      daysLeft: -1,
      raisedAt: NOW,
      ...overrides,
    });
  /** As the app does, once it looks. */
  async function answer(routes: RouteStates): Promise<void> {
    const pending = await operator.alerts.pending();
    await operator.alerts.update(pending.map((stored) => ({ stored, routes })));
  }
  const alertsWithApp = (...answers: readonly RouteStates[]) => {
    const left = [...answers];
    return {
      ...operator.alerts,
      read: async (id: string) => {
        const routes = left.length > 0 && (await operator.alerts.read(id)) ? left.shift() : undefined;
        if (routes) await answer(routes);
        return operator.alerts.read(id);
      },
    };
  };
  const runTest = (answers: readonly RouteStates[], { waitMs = 1000, json = false } = {}) =>
    testAlerts({ waitMs, json, pollMs: 1 }, { ...operator, alerts: alertsWithApp(...answers) }, { terminal });
  return { operator, terminal, raise, answer, runTest };
}

describe('postbus alerts', () => {
  test('lists the latest first, with what became of each on every route', async () => {
    const { operator, raise, answer } = setup();
    await raise('a', { raisedAt: minutesAgo(5) });
    await answer({
      log: told(NOW, undefined),
      webhook: failed({ batch: 'b', tries: 1 }, why, minutesAgo(1)),
      mail: off(NOW),
    });
    await raise('b', { tenant: 'fabrikam', mailbox: 'info@fabrikam.example' });
    const { text, json } = await listAlerts(50, operator);
    expect(text(plain).split('\n')).toEqual([
      expect.stringMatching(/^raised +severity +what +where +log +webhook +mail$/),
      expect.stringMatching(
        /^2026-03-01 09:00:00Z +critical +ERR_CREDENTIAL_EXPIRED +fabrikam info@fabrikam.example +expired 1 day ago \(2026-03-01\) +pending +pending +pending$/,
      ),
      expect.stringMatching(
        /^2026-03-01 08:55:00Z +critical +ERR_CREDENTIAL_EXPIRED +contoso +expired 1 day ago .* told +failed +off$/,
      ),
      '',
      'webhook  The receiver at https://hooks.example knows nothing at this address (404).',
      '  what to do  Set the address.',
      '  tried       2 times, again in 60 s',
    ]);
    expect(json).toMatchObject({ total: 2, alerts: [{ id: 'b' }, { id: 'a', routes: { mail: { kind: 'off' } } }] });
  });

  test('says one cause once, and how many older ones there are', async () => {
    const { operator, raise, answer } = setup();
    for (const [index, id] of ['a', 'b', 'c'].entries()) await raise(id, { raisedAt: minutesAgo(index) });
    await answer(FAILED);
    const text = (await listAlerts(2, operator)).text(plain);
    expect(text).toContain('and 1 older: --limit 3 shows all');
    expect(text.match(/Set the address/g)).toHaveLength(1);
  });

  test('says where there are none how to try it', async () => {
    const { operator } = setup();
    expect((await listAlerts(50, operator)).text(plain)).toBe(
      'There are no alerts. `postbus alerts test` shows whether one would arrive.',
    );
  });
});

describe('postbus alerts test', () => {
  test('raises an alert that means nothing, and shows each route as it comes', async () => {
    const { runTest, terminal, operator } = setup();
    const first: RouteStates = { log: told(NOW, undefined), mail: telling({ batch: 'b', at: NOW, tries: 0 }) };
    const { text, exitCode } = await runTest([first, { ...ALL_TOLD, webhook: off(NOW) }]);
    expect(terminal.errorText().split('\n').slice(1)).toEqual([
      '✓ log',
      '– webhook: not set up',
      '✓ mail: sent through operators',
      '',
    ]);
    expect([exitCode, text(plain)]).toEqual([undefined, 'told by log, mail']);
    const [record] = await operator.alerts.list();
    expect(record?.alert).toMatchObject({ kind: 'test', severity: 'info', code: 'ALERT_TEST', raisedAt: NOW });
  });

  test('fails where a route fails, with cause and remedy', async () => {
    const { runTest, terminal } = setup();
    const { text, exitCode } = await runTest([FAILED]);
    expect(terminal.errorText()).toContain(`✗ webhook: ${why.sentence}\n  what to do  Set the address.\n`);
    expect([exitCode, text(plain)]).toEqual([1, 'told by log, mail; failed: webhook']);
  });

  test('fails where nobody tells it in time, and asks whether the app runs', async () => {
    const { runTest } = setup();
    const { text, exitCode, json } = await runTest([], { waitMs: 20, json: true });
    expect(exitCode).toBe(1);
    expect(text(plain)).toMatch(/^nothing heard of log, webhook, mail\nIs the app running\?/);
    expect(json).toMatchObject({ told: [], failed: [], waiting: ['log', 'webhook', 'mail'] });
  });

  test('fails where one route is not heard of in time, and says how to go on', async () => {
    const { runTest, terminal } = setup();
    const { text, exitCode } = await runTest([{ log: told(NOW, undefined), webhook: off(NOW) }], {
      waitMs: 20,
      json: true,
    });
    expect([exitCode, text(plain)]).toEqual([
      1,
      'told by log; nothing heard of mail\n`postbus alerts` shows later what became of it; --wait waits longer.',
    ]);
    expect(terminal.errorText()).toBe('');
  });
});
