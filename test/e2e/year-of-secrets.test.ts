/**
 * A year in the life of 300 tenants, a day at a time by the sandbox's clock, through the built product: what is told on each route is
 * compared with what must be told, which `secret-lives.ts` works out from the dates alone.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProductEvent } from '../../sandbox/demo/product-events.ts';
import { eventually } from '../harness/eventually.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';
import {
  at,
  DAY_MS,
  DAYS,
  endOf,
  expectedExpiries,
  expectedOthers,
  isMissed,
  LONG,
  lives,
  MORNING,
  OPERATORS,
  STORED,
} from './secret-lives.ts';

let postbus: RunningPostbus;
let start: number;
/** What the log told, a day. */
const logged: string[] = [];

interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly tenant: string;
  readonly code: string;
  readonly daysLeft?: number;
  readonly raisedAt: string;
}

const dayOf = (instant: string | number): number => Math.floor((new Date(instant).getTime() - start) / DAY_MS);
const control = <T>(path: string, body?: unknown, method: 'POST' | 'PUT' = 'POST') =>
  postbus.sandbox.control<T>(path, body === undefined ? {} : { method, body });

async function makeTenants(): Promise<void> {
  await Promise.all(
    [...lives].map(async ([key, [first]]) => {
      if (!first) return;
      if (key === 'operators') return renew(key, endOf(first, start));
      const mailboxes = [`noreply@${key}.example`];
      const secretExpiresInDays = daysTo(endOf(first, start));
      const { tenantId, clientId, secretName } = await control<SandboxTenant>('tenants', {
        key,
        mailboxes,
        secretExpiresInDays,
      });
      await postbus.connect(key, { tenantId, clientId, secretName, mailboxes });
    }),
  );
}

interface SandboxTenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secretName: string;
}

const renew = async (tenant: string, end: number): Promise<void> =>
  void (await control(`tenants/${tenant}/secrets`, { expiresInDays: daysTo(end) }));

/** By the sandbox's clock, which runs on from where it was set. */
const daysTo = (end: number): number => (end - (clock.set + Date.now() - clock.setAt)) / DAY_MS;
const clock = { set: 0, setAt: 0 };

async function moveTo(instant: number): Promise<void> {
  await control('clock', { now: new Date(instant).toISOString() });
  Object.assign(clock, { set: instant, setAt: Date.now() });
}

async function live(day: number): Promise<void> {
  for (const [tenant, versions] of lives)
    for (const version of versions) if (version.from === day && day > 0) await renew(tenant, endOf(version, start));
  for (const { tenant, on, body } of STORED)
    if (on === day) await control(`tenants/${tenant}/vault-secret`, { ...body, expiresInDays: LONG }, 'PUT');
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
    if (today > 0) await moveTo(at(today, start));
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
    const days = verb === 'expired' ? -Number(ago ?? 0) : Number(left ?? 0);
    return `${dayOf(receivedDateTime)} ${tenant} ${days}`;
  });
}

beforeAll(async () => {
  postbus = await startPostbus({ appSettings: { POSTBUS_ALERT_MAIL_CONNECTIONS: 'operators,fabrikam' } });
  start = Date.parse(`${new Date(Date.now() + DAY_MS).toISOString().slice(0, 10)}T${MORNING}`);
  await moveTo(start);
  // The tenants of the seed would add alerts of their own; fabrikam stands in for the operators, and lives long.
  for (const tenant of ['contoso', 'northwind']) await postbus.disconnect(tenant);
  await renew('fabrikam', at(LONG, start));
  await makeTenants();
  postbus.product.onEvent(listen);
}, 120_000);

afterAll(() => postbus.stop());

describe('a year of 300 tenants', () => {
  test('tells exactly what must be told on every route, none twice, none missing', async () => {
    const expiries = expectedExpiries(start).toSorted();
    const expected = [...expiries, ...expectedOthers()].toSorted();
    await playYear();
    expect(logged.toSorted()).toEqual(expected);

    const deliveries = await toldByWebhook();
    expect(new Set(deliveries.map(({ signature }) => signature))).toEqual(new Set(['valid']));
    const posted = deliveries.flatMap(({ json: { alerts } }) => alerts);
    expect(
      posted
        .map(({ tenant, daysLeft, code, raisedAt }) => `${dayOf(raisedAt)} ${tenant} ${daysLeft ?? code}`)
        .toSorted(),
    ).toEqual(expected);
    expect(new Set(posted.map(({ id }) => id)).size).toBe(expected.length);

    const [own, standIn] = await Promise.all(['alerts@operators.example', 'noreply@fabrikam.example'].map(digestsOf));
    const digests = [...(own ?? []), ...(standIn ?? [])];
    expect(digests.flatMap(alertsIn).toSorted()).toEqual(expiries);
    for (const { tenant, code, on } of STORED) {
      const told = digests.filter(({ body: { content } }) => content.includes(tenant) && content.includes(code));
      expect(told.map(({ receivedDateTime }) => dayOf(receivedDateTime))).toEqual([on]);
    }
    // One a day at most, and one on each day that has something to tell.
    expect(digests.map(({ receivedDateTime }) => dayOf(receivedDateTime)).toSorted((a, b) => a - b)).toEqual(
      [...new Set(expected.map((each) => Number(each.split(' ')[0])))].toSorted((a, b) => a - b),
    );
    // Never by a connection whose own secret ends within two weeks, and it says why.
    const ownDays = (own ?? []).map(({ receivedDateTime }) => dayOf(receivedDateTime));
    expect(ownDays.filter((day) => day > OPERATORS.first - 15 && day < OPERATORS.renewedOn)).toEqual([]);
    expect((standIn ?? []).length).toBeGreaterThan(10);
    for (const { body } of standIn ?? [])
      expect(body.content).toMatch(
        /operators<\/strong>: its own credential (?:expires in \d+ days?|ends today|has expired)/,
      );
  }, 900_000);
});
