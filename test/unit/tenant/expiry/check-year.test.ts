import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../../../shared/duration.ts';
import { type SeededRandom, seededRandom } from '../../../harness/memory/seeded-random.ts';
import { inDays, NOW, openCheck } from './check-bundle.ts';

const TENANTS = 300;
const DAYS = 365;

/** What happens to a tenant's secret, on the morning of a day before the check runs. */
interface Life {
  readonly tenant: string;
  /** Day from which on a version is there, and the instant of its end. */
  readonly versions: readonly { readonly from: number; readonly expiresAt?: Date }[];
  /** Days from and before which the secret is disabled or deleted. */
  readonly gone?: { readonly from: number; readonly before: number; readonly how: 'disabled' | 'deleted' };
}

function makeLife(tenant: string, random: SeededRandom): Life {
  const end = (from: number, days: number) =>
    inDays(from + days, new Date(NOW.getTime() + random.below(DAY / HOUR) * HOUR));
  const first = random.chance(0.05) ? {} : { expiresAt: end(0, random.below(500) - 20) };
  const rotations = random.below(3);
  const rotated = Array.from({ length: rotations }, () => 1 + random.below(DAYS - 2))
    .toSorted((a, b) => a - b)
    .map((from) => ({ from, ...(random.chance(0.1) ? {} : { expiresAt: end(from, 20 + random.below(380)) }) }));
  const versions = [{ from: 0, ...first }, ...rotated.filter(({ from }, index) => from !== rotated[index - 1]?.from)];
  if (!random.chance(0.15)) return { tenant, versions };
  const from = 1 + random.below(DAYS);
  const how = random.chance(0.5) ? 'disabled' : 'deleted';
  return { tenant, versions, gone: { from, before: from + 1 + random.below(60), how } };
}

const versionOf = ({ versions }: Life, day: number): number => versions.findLastIndex(({ from }) => from <= day);
const isGone = ({ gone }: Life, day: number): boolean => gone !== undefined && gone.from <= day && day < gone.before;

/** Worked out apart from the product: calendar days by their names, thresholds by a list, one memory a version. */
function expectedOf(life: Life, runs: readonly number[]): readonly string[] {
  const lowest = new Map<number, number>();
  let known = 'none';
  return runs.flatMap((day, index) => {
    if (isGone(life, day)) {
      const wasGone = index > 0 && isGone(life, runs[index - 1] ?? 0);
      return wasGone ? [] : [`${life.tenant}:${known}:${life.gone?.how}`];
    }
    const version = versionOf(life, day);
    known = `v${version}`;
    const told = newlyReached(life.versions[version]?.expiresAt, inDays(day), lowest.get(version));
    if (told === undefined) return [];
    lowest.set(version, told);
    return [`${life.tenant}:${known}:${told === ENDLESS ? 'endless' : told}`];
  });
}

const ENDLESS = Number.NEGATIVE_INFINITY;

function newlyReached(expiresAt: Date | undefined, now: Date, lowest = Number.POSITIVE_INFINITY): number | undefined {
  const level = expiresAt === undefined ? ENDLESS : nearest(expiresAt, now);
  return level !== undefined && level < lowest ? level : undefined;
}

function nearest(expiresAt: Date, now: Date): number | undefined {
  const midnight = (date: Date) => Date.parse(`${date.toISOString().slice(0, 10)}T00:00:00Z`);
  const days = Math.round((midnight(expiresAt) - midnight(now)) / DAY);
  if (expiresAt <= now) return days - 1;
  return [0, 1, 3, 7, 14, 30, 60].find((threshold) => days <= threshold);
}

const toExpected = (id: string): string =>
  id
    .replace(/^credential:/, '')
    .replace('expiry:', '')
    // The cause was told of an earlier version, too.
    .replace(/:again-\d+$/, '')
    .replace('ERR_CREDENTIAL_DISABLED', 'disabled')
    .replace('ERR_CREDENTIAL_MISSING', 'deleted')
    .replace('CREDENTIAL_WITHOUT_EXPIRY', 'endless');

async function playYear(seed: number) {
  const random = seededRandom(seed);
  const lives = Array.from({ length: TENANTS }, (_none, index) => makeLife(`tenant-${1000 + index}`, random));
  const runs = Array.from({ length: DAYS }, (_none, day) => day).filter((day) => day === 0 || !random.chance(0.06));
  const check = openCheck();
  for (const { tenant } of lives) check.add(tenant);
  for (let day = 0; day < DAYS; day += 1) {
    check.moveTo(inDays(day));
    for (const life of lives) live(life, day, check);
    if (runs.includes(day)) await check.run();
  }
  return { check, expected: lives.flatMap((life) => expectedOf(life, runs)), runs };
}

function live(life: Life, day: number, check: ReturnType<typeof openCheck>): void {
  const { tenant, gone, versions } = life;
  const version = versionOf(life, day);
  const { from, expiresAt } = versions[version] ?? { from: 0 };
  if (gone?.how === 'deleted' && gone.from <= day && day < gone.before) {
    check.secrets.delete(`secret-${tenant}`);
    return;
  }
  const isEnabled = !isGone(life, day);
  const isChanged = from === day || gone?.from === day || gone?.before === day;
  if (day > 0 && !isChanged) return;
  check.secrets.delete(`secret-${tenant}`);
  check.store(tenant, { version: `v${version}`, isEnabled, ...(expiresAt ? { expiresAt } : {}) });
}

describe('a year of 300 tenants', () => {
  test.each([1])(
    'tells exactly what must be told, each once, whatever is rotated, deleted, disabled or missed (seed %i)',
    async (seed) => {
      const { check, expected, runs } = await playYear(seed);
      const raised = (await check.raised()).map(toExpected).toSorted();
      expect(new Set(raised).size).toBe(raised.length);
      expect(raised).toEqual([...expected].toSorted());
      expect(expected.length).toBeGreaterThan(1000);
      expect(runs.length).toBeLessThan(DAYS);
      // Nothing is read again but what changed.
      expect(check.counts.reads).toBeLessThan(TENANTS * 20);
    },
    120_000,
  );
});
