import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { probeHolds } from '../../../shared/delivery/probe-holds.ts';
import { type HoldReason, type HoldScope, held, lifted, releasing } from '../../../shared/tenant/hold.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TENANT: HoldScope = { tenant: 'contoso' };
const NOREPLY: HoldScope = { tenant: 'contoso', mailbox: 'noreply@contoso.example' };
const FULL: HoldReason = { code: 'ERR_MAILBOX_FULL' };
const EXPIRED: HoldReason = { code: 'ERR_CREDENTIAL_EXPIRED' };
const DENIED = deliveryError('ERR_MAILBOX_ACCESS_DENIED', { provider: '403' });

/** A hold with a message parked behind it, and a clock that stands a minute later. */
async function setup(scope: HoldScope, reason: HoldReason, overrides: Parameters<typeof contoso>[0] = {}) {
  const bundle = createDeliveryBundle(overrides);
  await openHold(scope, reason, bundle.ports);
  await bundle.deliver(receive());
  bundle.pass(MINUTE);
  bundle.events.length = 0;
  bundle.holds.freezeView();
  return {
    ...bundle,
    probe: (ports: Partial<DeliveryPorts> = {}) => probeHolds({ ...bundle.ports, ...ports }),
    hold: async () => (await bundle.holds.read(scope))?.hold,
    alerts: () => bundle.events.filter(({ event }) => event === 'PB3001').map(({ fields }) => fields.code),
  };
}

describe('probeHolds', () => {
  test('releases a hold whose cause is gone, and its messages are sent', async () => {
    const bundle = await setup(NOREPLY, FULL);
    await bundle.probe();
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
    bundle.holds.thawView();
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('does nothing before a hold is due', async () => {
    const bundle = await setup(NOREPLY, FULL);
    bundle.pass(-1);
    await bundle.probe();
    expect(bundle.mailboxes.calls).toEqual([]);
    expect(await bundle.hold()).toMatchObject({ state: 'held', probes: 0 });
  });

  test('asks again later where the cause is still there, and says what it found', async () => {
    const bundle = await setup(NOREPLY, { code: DENIED.code });
    bundle.mailboxes.failNext('probe', 'before', DENIED);
    await bundle.probe();
    const probeAt = new Date(START.getTime() + 3 * MINUTE);
    expect(await bundle.hold()).toMatchObject({ state: 'held', probes: 1, provider: '403', probeAt });
    expect(bundle.events).toMatchObject([{ event: 'PB3003', fields: { learned: true } }]);
    expect(bundle.queue.waiting).toEqual([]);
  });

  test('alerts where another cause is behind the first, and holds for that one', async () => {
    const bundle = await setup(NOREPLY, FULL);
    bundle.mailboxes.failNext('probe', 'before', DENIED);
    await bundle.probe();
    expect(bundle.alerts()).toEqual([DENIED.code]);
    expect(await bundle.hold()).toMatchObject({ state: 'held', code: DENIED.code, since: START });
  });

  test('uses the secret that is in the vault now, not the one it has read before', async () => {
    const bundle = createDeliveryBundle();
    const acquire: DeliveryPorts['tokens']['acquire'] = async (_connection, { fingerprint }) => {
      if (fingerprint !== 'fingerprint of secret-2') throw deliveryError('ERR_CREDENTIAL_EXPIRED');
      return 'token';
    };
    const { credentials } = bundle.ports;
    await credentials.read(contoso());
    await openHold(TENANT, EXPIRED, bundle.ports);
    bundle.pass(MINUTE);
    bundle.rotateSecret('secret-2');
    await probeHolds({ ...bundle.ports, tokens: { ...bundle.ports.tokens, acquire } });
    expect((await bundle.holds.read(TENANT))?.hold.state).toBe('lifted');
  });

  test('asks the vault itself, whatever was read of it before', async () => {
    const bundle = await setup(TENANT, { code: 'ERR_CREDENTIAL_MISSING' });
    const read = async () => {
      throw deliveryError('ERR_CREDENTIAL_MISSING');
    };
    await bundle.probe({ credentials: { ...bundle.ports.credentials, read } });
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
  });

  test('goes by what was read before where the vault does not answer: mail does so, too', async () => {
    const bundle = await setup(NOREPLY, FULL);
    const readAgain = () => Promise.reject(deliveryError('ERR_VAULT_UNAVAILABLE'));
    await bundle.probe({ credentials: { ...bundle.ports.credentials, readAgain } });
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
  });

  test('keeps a tenant held whose token is refused still, though it may not read the mailbox', async () => {
    const bundle = await setup(TENANT, EXPIRED, { mayLook: false });
    bundle.faults.token.push(deliveryError('ERR_TOKEN_REFUSED'));
    await bundle.probe();
    expect(await bundle.hold()).toMatchObject({ state: 'held', code: 'ERR_TOKEN_REFUSED' });
  });

  test('keeps no tenant held for a mailbox that is out of reach: that is the mailbox’s own matter', async () => {
    const bundle = await setup(TENANT, EXPIRED);
    bundle.mailboxes.failNext('probe', 'before', DENIED);
    await bundle.probe();
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
  });

  test.each(['ERR_GRAPH_UNAVAILABLE', 'ERR_MAILBOX_THROTTLED', 'ERR_GRAPH_UNKNOWN'] as const)(
    'learns nothing from %s: the hold stays as it is, and is probed again after the same time',
    async (code) => {
      const bundle = await setup(NOREPLY, { ...FULL, provider: '507' });
      bundle.mailboxes.failNext('probe', 'before', deliveryError(code));
      await bundle.probe();
      const probeAt = new Date(START.getTime() + 2 * MINUTE);
      expect(await bundle.hold()).toMatchObject({ ...FULL, provider: '507', state: 'held', probes: 0, probeAt });
      expect(bundle.events).toMatchObject([{ event: 'PB3003', fields: { learned: false } }]);
    },
  );

  test('never probes what an operator holds', async () => {
    const bundle = await setup(TENANT, { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' });
    bundle.pass(365 * 24 * HOUR);
    await bundle.probe();
    expect(await bundle.hold()).toMatchObject({ state: 'held' });
    expect(bundle.mailboxes.calls).toEqual([]);
  });

  test('lifts a hold for an unknown tenant when its connection is in the store, whatever a cache says', async () => {
    const bundle = createDeliveryBundle();
    bundle.connections.clear();
    await bundle.deliver(receive());
    bundle.connections.set('contoso', contoso());
    bundle.pass(MINUTE);
    const connections = { ...bundle.ports.connections, find: async () => undefined };
    await probeHolds({ ...bundle.ports, connections });
    expect((await bundle.holds.read(TENANT))?.hold.state).toBe('lifted');
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('keeps a tenant held whose connection is still missing', async () => {
    const bundle = await setup(TENANT, { code: 'ERR_CONNECTION_UNKNOWN' });
    bundle.connections.clear();
    await bundle.probe();
    expect(await bundle.hold()).toMatchObject({ state: 'held', probes: 1, code: 'ERR_CONNECTION_UNKNOWN' });
  });

  test('finishes a release that was stopped half-way, without another probe', async () => {
    const bundle = await setup(NOREPLY, FULL);
    const stored = await bundle.holds.read(NOREPLY);
    if (stored) await bundle.holds.update(stored, releasing(stored.hold, bundle.clock.now));
    await bundle.probe();
    expect(bundle.queue.waiting).toEqual([]);
    bundle.pass(5 * MINUTE);
    await bundle.probe();
    expect(bundle.mailboxes.calls).toEqual([]);
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
    expect(bundle.events.map(({ event }) => event)).toEqual(['PB3005']);
    expect(bundle.queue.waiting).toHaveLength(1);
  });

  test('takes the messages themselves for the probe where it may not read the mailbox', async () => {
    const bundle = await setup(NOREPLY, FULL, { mayLook: false });
    await bundle.probe();
    expect(bundle.mailboxes.calls).toEqual([]);
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
  });

  test('releases the hold of a mailbox that is no longer the connection’s', async () => {
    const bundle = await setup(NOREPLY, FULL);
    bundle.connections.set('contoso', contoso({ mailboxes: ['orders@contoso.example'] }));
    bundle.mailboxes.failNext('probe', 'before', DENIED);
    await bundle.probe();
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
  });

  test('forgets a hold that was lifted long ago', async () => {
    const bundle = createDeliveryBundle();
    await bundle.holds.create(lifted(releasing(held(TENANT, EXPIRED, START), START), START));
    bundle.pass(6 * HOUR);
    await probeHolds(bundle.ports);
    expect(await bundle.holds.list()).toHaveLength(1);
    bundle.pass(1);
    await probeHolds(bundle.ports);
    expect(await bundle.holds.list()).toEqual([]);
  });

  test('two at the same time do no harm', async () => {
    const bundle = await setup(NOREPLY, FULL);
    await Promise.all([bundle.probe(), bundle.probe()]);
    bundle.holds.thawView();
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
    expect(bundle.events.filter(({ event }) => event === 'PB3004')).toHaveLength(1);
  });

  test('keeps no other tenant held because one cannot be released', async () => {
    const bundle = createDeliveryBundle();
    const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`);
    for (const tenant of tenants) await bundle.deliver(receive({ tenant }));
    for (const tenant of tenants) bundle.connections.set(tenant, contoso({ tenant }));
    bundle.pass(MINUTE);
    const schedule: DeliveryPorts['copies']['schedule'] = async (received, comeBack) => {
      if (Buffer.from(received.body).includes('"tenant-0"')) throw new Error('too large');
      await bundle.ports.copies.schedule(received, comeBack);
    };
    await probeHolds({ ...bundle.ports, copies: { schedule } });
    const left = (await bundle.holds.list()).filter(({ hold }) => hold.state !== 'lifted');
    expect(left.map(({ hold }) => `${hold.tenant} ${hold.state}`)).toEqual(['tenant-0 releasing']);
    expect(bundle.events.filter(({ event }) => event === 'PB3006')).toHaveLength(1);
  });
});
