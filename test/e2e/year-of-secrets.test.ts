/**
 * A year in the life of 300 tenants, a day at a time by the sandbox's clock, through the built product: what is told on each route is
 * compared with what must be told, which is worked out here from the dates alone.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProductEvent } from '../../sandbox/demo/product-events.ts';
import { eventually } from '../harness/eventually.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';

const DAY_MS = 86_400_000;
const TENANTS = 300;
const DAYS = 365;
/** The check runs at six; a secret ends at six in the evening. */
const MORNING = '06:00:00.000Z';
const HALF_A_DAY = 0.5;
/** Every 29th day nobody is there to run it. */
const isMissed = (day: number): boolean => day > 0 && day % 29 === 0;

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

/** The digest's own connection: its secret ends in the middle of the year and is renewed late, so that another one has to stand in. */
const OPERATORS = { first: 150, renewedOn: 155, days: 365 } as const;

interface Version {
  readonly from: number;
  readonly endsOn: number;
}

function versionsOf(first: number, { renewed, days }: { readonly renewed: number; readonly days: number }): Version[] {
  const versions: Version[] = [{ from: 0, endsOn: first }];
  for (;;) {
    const from = Math.max(1, (versions.at(-1)?.endsOn ?? 0) - renewed);
    if (from > DAYS) return versions;
    versions.push({ from, endsOn: from + days });
  }
}

const lives = new Map([
  ...Array.from(
    { length: TENANTS },
    (_none, index) => [nameOf(index), versionsOf(firstOf(index), wayOf(index))] as const,
  ),
  [
    'operators',
    [
      { from: 0, endsOn: OPERATORS.first },
      { from: OPERATORS.renewedOn, endsOn: OPERATORS.renewedOn + OPERATORS.days },
    ],
  ] as const,
]);

const RUNS = Array.from({ length: DAYS + 1 }, (_none, day) => day).filter((day) => !isMissed(day));

/** `day tenant days-left` of each alert there must be. */
const expectedAlerts = (): readonly string[] =>
  [...lives].flatMap(([tenant, versions]) => expectedOf(tenant, versions));

function expectedOf(tenant: string, versions: readonly Version[]): readonly string[] {
  const lowest = new Map<Version, number>();
  return RUNS.flatMap((day) => {
    const current = versions.findLast(({ from }) => from <= day);
    const level = current && levelOf(current.endsOn - day);
    if (!current || level === undefined || level >= (lowest.get(current) ?? Number.POSITIVE_INFINITY)) return [];
    lowest.set(current, level);
    return [`${day} ${tenant} ${current.endsOn - day}`];
  });
}

const levelOf = (left: number): number | undefined =>
  left < 0 ? left : [0, 1, 3, 7, 14, 30, 60].find((threshold) => left <= threshold);

let postbus: RunningPostbus;
let start: number;
/** What the log told, a day. */
const logged: string[] = [];

interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly tenant: string;
  readonly daysLeft: number;
  readonly raisedAt: string;
}

const dayOf = (instant: string | number): number => Math.floor((new Date(instant).getTime() - start) / DAY_MS);
const control = <T>(path: string, body?: unknown, method: 'POST' | 'PATCH' = 'POST') =>
  postbus.sandbox.control<T>(path, body === undefined ? {} : { method, body });

async function makeTenants(): Promise<void> {
  await Promise.all(
    [...lives].map(async ([key, [first]]) => {
      const ends = { secretExpiresInDays: (first?.endsOn ?? 0) + HALF_A_DAY };
      if (key === 'operators') return renew(key, first?.endsOn ?? 0);
      const mailboxes = [`noreply@${key}.example`];
      const { tenantId, clientId, secretName } = await control<SandboxTenant>('tenants', { key, mailboxes, ...ends });
      await postbus.connect(key, { tenantId, clientId, secretName, mailboxes });
    }),
  );
}

interface SandboxTenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secretName: string;
}

const renew = async (tenant: string, days: number): Promise<void> =>
  void (await control(`tenants/${tenant}/secrets`, { expiresInDays: days + HALF_A_DAY }));

async function live(day: number): Promise<void> {
  for (const [tenant, versions] of lives)
    for (const { from, endsOn } of versions) if (from === day && day > 0) await renew(tenant, endsOn - from);
}

/** As its timer would: run by hand, until it is at its end. */
async function check(runs: number): Promise<void> {
  const host = `http://127.0.0.1:${postbus.product.port}/admin`;
  const answer = await fetch(`${host}/functions/alert-on-expiring-secrets`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(202);
  await eventually('the daily check', async () => (checked.length >= runs ? true : undefined), 60_000);
  await eventually('the end of the daily check', async () => {
    const { invocations } = (await (await fetch(`${host}/host/status`)).json()) as Status;
    return invocations.running === 0 ? true : undefined;
  });
}

interface Status {
  readonly invocations: { readonly running: number };
}

const checked: ProductEvent[] = [];

function listen(event: ProductEvent & Partial<Alert> & { readonly alert?: string }): void {
  if (event.event === 'PB5010') checked.push(event);
  if (event.event === 'PB5001') logged.push(`${today} ${event.tenant} ${event.daysLeft ?? event.code}`);
}

let today = 0;

async function playYear(): Promise<void> {
  let runs = 0;
  for (today = 0; today <= DAYS; today += 1) {
    // Forwards only: what was made a second ago would not be valid yet.
    if (today > 0) await control('clock', { now: new Date(start + today * DAY_MS).toISOString() });
    await live(today);
    if (isMissed(today)) continue;
    runs += 1;
    await check(runs);
  }
}

interface Delivery {
  readonly signature: string;
  readonly json: { readonly id: string; readonly alerts: readonly Alert[] };
}

async function toldByWebhook(): Promise<readonly Delivery[]> {
  return (await postbus.sandbox.control<{ readonly deliveries: readonly Delivery[] }>('webhooks')).deliveries;
}

interface Mail {
  readonly subject: string;
  readonly receivedDateTime: string;
  readonly body: { readonly content: string };
}

interface Page {
  readonly total: number;
  readonly messages: readonly { readonly id: string }[];
}

async function digestsOf(mailbox: string): Promise<readonly Mail[]> {
  const path = `mailboxes/${mailbox}/messages`;
  const ids: string[] = [];
  for (let total = 1; ids.length < total; ) {
    const page = await postbus.sandbox.control<Page>(`${path}?folder=sentitems&top=100&skip=${ids.length}`);
    ids.push(...page.messages.map(({ id }) => id));
    total = page.total;
  }
  return Promise.all(ids.map((id) => postbus.sandbox.control<Mail>(`${path}/${encodeURIComponent(id)}`)));
}

/** `<strong>tenant</strong>: expires in 3 days (…)` in full, or a line for each when there are many. */
function alertsIn({ receivedDateTime, body: { content } }: Mail): readonly string[] {
  const text = content.replaceAll(/<\/?strong>/g, '');
  const found = text.matchAll(/(?:>| · )([\w-]+)(?:: | · )(expires|expired) (?:today|in (\d+) days?|(\d+) days? ago)/g);
  return [...found].map(([, tenant, verb, left, ago]) => {
    const days = verb === 'expired' ? -Number(ago) : Number(left ?? 0);
    return `${dayOf(receivedDateTime)} ${tenant} ${days}`;
  });
}

beforeAll(async () => {
  postbus = await startPostbus({ appSettings: { POSTBUS_ALERT_MAIL_CONNECTIONS: 'operators,fabrikam' } });
  start = Date.parse(`${new Date(Date.now() + DAY_MS).toISOString().slice(0, 10)}T${MORNING}`);
  await control('clock', { now: new Date(start).toISOString() });
  // The tenants of the seed would add alerts of their own; fabrikam stands in for the operators, and lives long.
  for (const tenant of ['contoso', 'northwind']) await postbus.disconnect(tenant);
  await renew('fabrikam', 1_000);
  await makeTenants();
  postbus.product.onEvent(listen);
}, 120_000);

afterAll(() => postbus.stop());

describe('a year of 300 tenants', () => {
  test('tells exactly what must be told on every route, none twice, none missing', async () => {
    const expected = expectedAlerts().toSorted();
    await playYear();
    expect(logged.toSorted()).toEqual(expected);

    const deliveries = await toldByWebhook();
    expect(new Set(deliveries.map(({ signature }) => signature))).toEqual(new Set(['valid']));
    const posted = deliveries.flatMap(({ json: { alerts } }) => alerts);
    expect(
      posted.map(({ tenant, daysLeft, raisedAt }) => `${dayOf(raisedAt)} ${tenant} ${daysLeft}`).toSorted(),
    ).toEqual(expected);
    expect(new Set(posted.map(({ id }) => id)).size).toBe(expected.length);

    const [own, standIn] = await Promise.all(['alerts@operators.example', 'noreply@fabrikam.example'].map(digestsOf));
    const digests = [...(own ?? []), ...(standIn ?? [])];
    expect(digests.flatMap(alertsIn).toSorted()).toEqual(expected);
    // One a day at most, and one on each day that has something to tell.
    expect(digests.map(({ receivedDateTime }) => dayOf(receivedDateTime)).toSorted((a, b) => a - b)).toEqual(
      [...new Set(expected.map((each) => Number(each.split(' ')[0])))].toSorted((a, b) => a - b),
    );
    // Never by a connection whose own secret ends within two weeks, and it says why.
    const ownDays = (own ?? []).map(({ receivedDateTime }) => dayOf(receivedDateTime));
    expect(ownDays.filter((day) => day > OPERATORS.first - 15 && day < OPERATORS.renewedOn)).toEqual([]);
    expect((standIn ?? []).length).toBeGreaterThan(10);
    for (const { body } of standIn ?? [])
      expect(body.content).toMatch(/operators<\/strong>: its own credential (?:expires in \d+ days?|has expired)/);
  }, 900_000);
});
