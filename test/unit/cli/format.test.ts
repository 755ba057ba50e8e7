import { describe, expect, test } from '@jest/globals';
import { formatExpiry } from '../../../cli/tenants/format-expiry.ts';
import { formatFields, formatTable, indent } from '../../../cli/terminal/format-table.ts';
import { formatDistance, formatInstant } from '../../../cli/terminal/format-time.ts';
import { openProgress } from '../../../cli/terminal/progress.ts';
import { daysUntil } from '../../../shared/tenant/expiry/days-until.ts';
import { NOW, recordTerminal } from './command-bundle.ts';

const later = (milliseconds: number): Date => new Date(NOW.getTime() + milliseconds);

describe('output for people', () => {
  test('aligns columns and ends no line in spaces', () => {
    const table = formatTable(
      [{ title: 'id' }, { title: 'n', align: 'right' }, { title: 'why' }],
      [
        ['a', '7', ''],
        ['longer', '1000', 'x'],
      ],
    );
    expect(table.split('\n')).toEqual(['id         n  why', 'a          7', 'longer  1000  x']);
  });

  test('counts colours for no width', () => {
    const table = formatTable(
      [{ title: '' }, { title: '' }],
      [
        ['\u001B[31mred\u001B[39m', 'x'],
        ['green', 'y'],
      ],
    );
    expect(table).toBe('\u001B[31mred\u001B[39m    x\ngreen  y');
  });

  test('leaves out fields without a value, and a table without rows is its titles', () => {
    expect(
      formatFields([
        ['a', '1'],
        ['gone', undefined],
        ['long', '2'],
      ]),
    ).toBe('  a     1\n  long  2');
    expect(formatTable([{ title: 'id' }], [])).toBe('id');
  });

  test('indents every line that has text', () => {
    expect(indent('a\n\nb')).toBe('  a\n\n  b');
  });

  test('says instants in UTC and how far away they are', () => {
    expect(formatInstant(NOW)).toBe('2026-03-01 09:00:00Z');
    expect(
      [999, 1000, -61_000, 119_000, 120_000, 7_200_000, -86_400_000, 3 * 86_400_000].map((ms) =>
        formatDistance(later(ms), NOW),
      ),
    ).toEqual(['now', 'in 1 s', '61 s ago', 'in 119 s', 'in 2 min', 'in 2 h', '24 h ago', 'in 3 days']);
  });

  test('counts days of the calendar, whatever the hour', () => {
    const [hour, day] = [3_600_000, 86_400_000];
    const distances = [15 * hour - 1, 15 * hour, 9 * day - 1000, 365 * day - 1, -1, -10 * hour, -3 * day];
    expect(distances.map((ms) => daysUntil(later(ms), NOW))).toEqual([0, 1, 9, 365, 0, -1, -3]);
  });

  test('says in how many days a secret expires, today, or since when it has', () => {
    expect([9 * 86_400_000, 86_400_000, 1, 0].map((ms) => formatExpiry(later(ms), NOW))).toEqual([
      'expires 2026-03-10 09:00:00Z, 9 days left',
      'expires 2026-03-02 09:00:00Z, 1 day left',
      'expires 2026-03-01 09:00:00Z, today',
      'expired 2026-03-01 09:00:00Z',
    ]);
  });

  test('shows progress as a bar on a terminal, as ten lines elsewhere, and not at all for programs', () => {
    const screen = recordTerminal({ isTerminal: true });
    const pipe = recordTerminal();
    const program = recordTerminal();
    for (const [terminal, json] of [
      [screen, false],
      [pipe, false],
      [program, true],
    ] as const) {
      const progress = openProgress('enqueued', 1000, { terminal, json });
      for (let done = 1; done <= 1000; done += 1) progress.report(done);
      progress.end();
    }
    expect(screen.errorText()).toContain('1000 of 1000 enqueued');
    expect(screen.errorText().endsWith('\r\u001B[K')).toBe(true);
    expect(pipe.errorText().split('\n').slice(0, 2)).toEqual(['100 of 1000 enqueued', '200 of 1000 enqueued']);
    expect(pipe.errorText().trim().split('\n')).toHaveLength(10);
    expect(program.errorText()).toBe('');
  });
});
