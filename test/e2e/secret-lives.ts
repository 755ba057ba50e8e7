/**
 * How the secrets of 300 tenants live for a year, and what must be told of them: worked out from the instants alone, apart from the
 * product. Days are counted from the first run, at six in the morning.
 */

export const DAY_MS = 86_400_000;
const TENANTS = 300;
export const DAYS = 365;
/** The check runs at six. */
export const MORNING = '06:00:00.000Z';
/** At which minute of the day a secret ends, from that six on: after midnight, just before the check, just after it, and in the evening. */
const MINUTES = [-360, -1, 1, 720] as const;
/** Every 29th day nobody is there to run it. */
export const isMissed = (day: number): boolean => day > 0 && day % 29 === 0;

/**
 * How tenants live. `first`: days until their first secret ends. `renewed`: days before its end (negative: after it) that the next one
 * comes, which lives for `days`; and so on.
 */
const WAYS = [
  { what: 'renewed in time, twice a year', renewed: 21, days: 180 },
  { what: 'renewed in the last week, once a year', renewed: 4, days: 365 },
  { what: 'renewed on the last day', renewed: 0, days: 180 },
  { what: 'forgotten for some days', renewed: -5, days: 365 },
  { what: 'renewed long before', renewed: 90, days: 365 },
] as const;
const wayOf = (index: number) => WAYS[index % WAYS.length] ?? WAYS[0];
const firstOf = (index: number): number => 3 + ((index * 7) % 400);
const nameOf = (index: number): string => `tenant-${1000 + index}`;

/** Two that are told once and not of their expiry: what is stored on a day is wrong, or disabled. */
export const STORED = [
  { tenant: 'spoiled', on: 10, body: { value: 'Vg38Q~h2.Kd_-w9xYzAbCdEfGh' }, code: 'CREDENTIAL_EARLIER_USED' },
  {
    tenant: 'switched-off',
    on: 20,
    body: { value: 'Vg38Q~h2.Kd_-w9xYzAbCdEfGh', enabled: false },
    code: 'ERR_CREDENTIAL_DISABLED',
  },
] as const;
export const LONG = 1_000;

/** The digest's own connection: its secret ends in the middle of the year and is renewed late, so that another one has to stand in. */
export const OPERATORS = { first: 150, renewedOn: 155, days: 365 } as const;

export interface Version {
  readonly from: number;
  readonly endsOn: number;
  /** Of that day, from six in the morning on. */
  readonly minute: number;
}

interface Way {
  readonly renewed: number;
  readonly days: number;
}

function versionsOf(first: number, minute: number, { renewed, days }: Way): Version[] {
  const versions: Version[] = [{ from: 0, endsOn: first, minute }];
  for (;;) {
    const from = Math.max(1, (versions.at(-1)?.endsOn ?? 0) - renewed);
    if (from > DAYS) return versions;
    versions.push({ from, endsOn: from + days, minute });
  }
}

/** Each way of living with each minute. */
const minuteOf = (index: number): number => MINUTES[Math.floor(index / WAYS.length) % MINUTES.length] ?? 0;

const EVENING = 720;
export const lives = new Map<string, readonly Version[]>([
  ...Array.from(
    { length: TENANTS },
    (_none, index) => [nameOf(index), versionsOf(firstOf(index), minuteOf(index), wayOf(index))] as const,
  ),
  [
    'operators',
    [
      { from: 0, endsOn: OPERATORS.first, minute: EVENING },
      { from: OPERATORS.renewedOn, endsOn: OPERATORS.renewedOn + OPERATORS.days, minute: EVENING },
    ],
  ],
  ['spoiled', [{ from: 0, endsOn: LONG, minute: EVENING }]],
  [
    'switched-off',
    [
      { from: 0, endsOn: LONG, minute: EVENING },
      { from: 25, endsOn: LONG, minute: EVENING },
    ],
  ],
]);

const RUNS = Array.from({ length: DAYS + 1 }, (_none, day) => day).filter((day) => !isMissed(day));

/** `day tenant days-left` of each expiry that must be told. */
export const expectedExpiries = (start: number): readonly string[] =>
  [...lives].flatMap(([tenant, versions]) => expectedOf(tenant, versions, start));

/** `day tenant code` of the others. */
export const expectedOthers = (): readonly string[] =>
  STORED.filter(({ on }) => on <= DAYS).map(({ on, tenant, code }) => `${on} ${tenant} ${code}`);

function expectedOf(tenant: string, versions: readonly Version[], start: number): readonly string[] {
  const lowest = new Map<Version, number>();
  return RUNS.flatMap((day) => {
    const current = versions.findLast(({ from }) => from <= day);
    const level = current && levelOf(endOf(current, start), at(day, start));
    if (!current || level === undefined || level >= (lowest.get(current) ?? Number.POSITIVE_INFINITY)) return [];
    lowest.set(current, level);
    return [`${day} ${tenant} ${current.endsOn - day}`];
  });
}

export const at = (day: number, start: number): number => start + day * DAY_MS;
/** Half a minute late, so that what is rounded to whole seconds is of the same day. */
export const endOf = ({ endsOn, minute }: Version, start: number): number =>
  at(endsOn, start) + minute * 60_000 + 30_000;
const dateOf = (instant: number): number => Date.parse(new Date(instant).toISOString().slice(0, 10));

/** Worked out from instants: what has expired has a level of its own on each date, from that of the expiry on. */
function levelOf(end: number, now: number): number | undefined {
  const left = (dateOf(end) - dateOf(now)) / DAY_MS;
  return end <= now ? left - 1 : [0, 1, 3, 7, 14, 30, 60].find((threshold) => left <= threshold);
}
