import { describe, expect, test } from '@jest/globals';
import { rotateTenantSecret } from '../../../cli/secrets/rotate-secret.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { DAY, HOUR, SECOND } from '../../../shared/duration.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import { rotateDue } from '../../../shared/tenant/rotation/rotate-due.ts';
import { eventually } from '../../harness/eventually.ts';
import { createMemoryHolds } from '../../harness/memory/memory-holds.ts';
import { createMemoryLedger } from '../../harness/memory/memory-ledger.ts';
import { createRotationWorld } from '../../harness/memory/rotation-world.ts';
import { failureOf, recordTerminal } from './command-bundle.ts';

function setup({ isTerminal = false, input = '', ...overrides }: Partial<Connection> & SetupOptions = {}) {
  const world = createRotationWorld();
  world.saveConnection(overrides);
  const said: string[] = [];
  const terminal = recordTerminal({ isTerminal, input });
  const operator = {
    connections: world.ports.connections as never,
    holds: createMemoryHolds(),
    ledger: createMemoryLedger(),
    rotation: world.ports,
  };
  const context = { terminal, commandName: 'npx postbus', say: (text: string) => void said.push(text) };
  const rotate = (request: object = {}) =>
    rotateTenantSecret({ tenant: 'contoso', watchSeconds: 0, ...request }, operator, context);
  return { world, terminal, said, rotate };
}

interface SetupOptions {
  readonly isTerminal?: boolean;
  readonly input?: string;
}

const madeByHand = ({ world }: ReturnType<typeof setup>) =>
  world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));

describe('postbus secrets rotate', () => {
  test('says each step, and what is left and when', async () => {
    const { rotate, said } = setup();
    const answer = await rotate();
    expect(said.map((line) => line.slice(0, 9))).toEqual(['✓ made a ', '✓ proved ', '✓ stored ', '✓ told th']);
    expect(answer.text(plain)).toMatch(/^rotated client secret of contoso, expires 2026-08-28 .*, 180 days left\n/);
    expect(answer.text(plain)).toContain('npx postbus secrets rotate contoso --finish');
  });

  test('waits for the grace period where that is asked for', async () => {
    const { rotate, world } = setup();
    const answer = await rotate({ wait: true });
    expect(answer.json).toMatchObject({ action: 'rotated', rotation: { state: 'done', ending: 'removed' } });
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
  });

  test('finishes what is under way, and begins nothing', async () => {
    const { rotate, world } = setup();
    await expect(rotate({ finish: true })).rejects.toThrow('No rotation of contoso is under way');
    await rotate();
    const answer = await rotate({ finish: true });
    expect(answer.json).toMatchObject({ action: 'continued', rotation: { state: 'done', ending: 'removed' } });
    await expect(rotate({ finish: true })).rejects.toThrow('ERR_NOT_FOUND');
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
  });

  test.each<[object, string]>([
    [{ secretExpires: '2027-06-30' }, '--secret-expires belongs to a client secret that is given'],
    [{ finish: true, secretStdin: true }, '--finish makes no new client secret'],
    [{ finish: true, days: 90 }, '--finish makes no new client secret'],
  ])('refuses flags that would be passed over in silence: %j', async (flags, sentence) => {
    const { rotate, world } = setup();
    await expect(rotate(flags)).rejects.toThrow(sentence);
    expect(await world.rotations.read('contoso')).toBeUndefined();
  });

  test('says when the app takes the new one up, and that an idle tenant shows nothing', async () => {
    const idle = setup();
    expect((await idle.rotate({ watchSeconds: 9 })).text(plain)).toContain('a tenant that has nothing to send');
    const { rotate, world } = setup();
    const list = world.ports.uses.list;
    const used = async () => {
      const fingerprint = (await world.rotations.read('contoso'))?.rotation.fingerprint;
      return fingerprint ? [{ tenant: 'contoso', fingerprint, version: 'v', usedAt: world.clock.now }] : list();
    };
    Object.assign(world.ports.uses, { list: used });
    expect((await rotate({ watchSeconds: 9 })).text(plain)).toContain('The app uses it since 2026-03-01 09:10:0');
  });

  test('asks for a secret, not shown, where the app may not make one', async () => {
    const bundle = setup({ isTerminal: true });
    const { rotate, world, terminal, said } = bundle;
    Object.assign(world.rules, { mayWrite: false });
    const { secret } = madeByHand(bundle);
    const rotating = rotate({ graceMinutes: 0 });
    await eventually('the question', async () => (terminal.isRaw() ? true : undefined));
    terminal.type(`${secret}\r`);
    await eventually('the second question', async () =>
      terminal.errorText().includes('It expires on') ? true : undefined,
    );
    terminal.type('2026-06-01\r');
    const answer = await rotating;
    expect(said.join('\n')).toMatch(/may not change its own client secrets.*Application\.ReadWrite\.OwnedBy/s);
    expect(terminal.errorText() + said.join() + answer.text(plain)).not.toContain(secret);
    expect(world.versions[0]).toMatchObject({ value: secret, expiresAt: new Date('2026-06-01') });
    expect(answer.text(plain)).toContain(
      'Left to you (the app may not do that itself): delete the earlier client secret',
    );
  });

  test('says why instead, where there is nobody to ask', async () => {
    const { rotate, world } = setup();
    Object.assign(world.rules, { mayWrite: false });
    expect(await failureOf(() => rotate())).toMatchObject({ code: 'ERR_ROTATION_NOT_PERMITTED' });
    expect(await failureOf(() => rotate({ byHand: true }))).toMatchObject({ failure: { code: 'ERR_USAGE' } });
  });

  test('takes a secret from standard input, and changes nothing with a wrong one', async () => {
    const wrong = setup({ input: 'wrong-value\n' });
    expect(await failureOf(() => wrong.rotate({ secretStdin: true }))).toMatchObject({
      code: 'ERR_NEW_SECRET_REFUSED',
    });
    expect(wrong.world.versions).toHaveLength(1);
    const id = setup({ input: '11111111-2222-3333-4444-555555555555' });
    expect(await failureOf(() => id.rotate({ secretStdin: true }))).toMatchObject({
      failure: { code: 'ERR_SECRET_REFUSED', sentence: 'That is the secret’s id, not its value.' },
    });
  });

  test('waits for a run that was killed, and goes on with it', async () => {
    const { rotate, world, said } = setup();
    await rotate();
    const stored = await world.rotations.read('contoso');
    const busyUntil = new Date(world.clock.now.getTime() + 60_000);
    if (stored) await world.rotations.update(stored, { ...stored.rotation, busyUntil });
    await rotate();
    expect(said).toContainEqual(expect.stringContaining('An earlier run has not said that it is through'));
    expect(world.clock.now.getTime()).toBeGreaterThanOrEqual(busyUntil.getTime());
  });

  test('stops waiting where the app has ended it meanwhile, and begins no other', async () => {
    const { rotate, world } = setup();
    const { sleep } = world.ports;
    const connections = { ...world.ports.connections, list: async () => [world.connection()] };
    const run = { ...world.ports, connections, records: { list: async () => [] }, alerts: { raise: async () => true } };
    let isAsleep = false;
    Object.assign(world.ports, {
      sleep: async (milliseconds: number) => {
        await sleep(milliseconds);
        if (milliseconds <= 20_000 || isAsleep) return;
        isAsleep = true;
        world.pass(2 * HOUR);
        await rotateDue({ ...run, sleep, log: () => undefined });
      },
    });
    const answer = await rotate({ wait: true });
    expect(isAsleep).toBe(true);
    expect(answer.json).toMatchObject({ rotation: { state: 'done', ending: 'removed' } });
    expect(answer.text(plain)).not.toContain('no expiry is known');
    expect((await world.rotations.read('contoso'))?.rotation.state).toBe('done');
    expect(world.versions).toHaveLength(2);
  });

  test('takes a given secret while another rotation is overlapping', async () => {
    const bundle = setup({ input: '' });
    await bundle.rotate();
    const { secret } = madeByHand(bundle);
    const { world } = bundle;
    const again = setup({ input: secret });
    Object.assign(again.world.ports, world.ports);
    const answer = await again.rotate({ secretStdin: true });
    expect(answer.json).toMatchObject({ action: 'rotated', rotation: { source: 'typed' } });
    expect(world.versions[0]?.value).toBe(secret);
  });

  test('waits for another command that ends the same rotation in the same moment', async () => {
    const { rotate, world, said } = setup();
    await rotate();
    const { read } = world.rotations;
    let isBusy = false;
    Object.assign(world.rotations, {
      read: async (tenant: string) => {
        const stored = await read(tenant);
        if (!stored || isBusy || !stored.rotation.removeAt || stored.rotation.removeAt > world.clock.now) return stored;
        isBusy = true;
        const busyUntil = new Date(world.clock.now.getTime() + 60_000);
        return world.rotations.update(stored, { ...stored.rotation, busyUntil });
      },
    });
    world.pass(HOUR - 10 * SECOND);
    const answer = await rotate({ wait: true });
    expect(said).toContainEqual(expect.stringContaining('An earlier run has not said that it is through'));
    expect(answer.json).toMatchObject({ rotation: { ending: 'removed' } });
  });

  test('says that --days came too late where the new secret exists already', async () => {
    const { rotate, said } = setup();
    await rotate({ days: 90 });
    expect(said.join('\n')).not.toContain('--days was not used');
    await rotate({ days: 30 });
    expect(said).toContainEqual(expect.stringContaining('--days was not used'));
  });

  test('says what a rotation about another app has left', async () => {
    const { rotate, said, world } = setup();
    await rotate();
    world.saveConnection({ clientId: '99999999-7777-8888-9999-000000000000' });
    const answer = await rotate();
    expect(said).toContainEqual(expect.stringContaining('App registrations, 66666666-7777-8888-9999-000000000000'));
    expect(answer.json).toMatchObject({ action: 'rotated' });
  });

  test.each([{ credential: 'certificate' }, { credential: 'federated', secretName: undefined }] as const)(
    'says what to do instead for a $credential',
    async (connection) => {
      const { rotate, world } = setup(connection);
      expect(await failureOf(() => rotate())).toMatchObject({ failure: { code: 'ERR_SECRET_REFUSED' } });
      expect(world.versions).toHaveLength(1);
    },
  );
});
