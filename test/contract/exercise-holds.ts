/** What every store of holds promises, whatever keeps it. A new implementation is done when it is listed in holds.test.ts. */
import { describe, expect, test } from '@jest/globals';
import { type Hold, held, lifted, probed, releasing } from '../../shared/tenant/hold.ts';
import type { Holds, StoredHold } from '../../shared/tenant/holds.ts';

const NOW = new Date('2026-11-22T12:00:00.123Z');
const MAILBOX = 'Sales.Team+x/ü@contoso.example';

export function exerciseHolds(name: string, open: () => Holds): void {
  let count = 0;
  const setup = () => {
    count += 1;
    const holds = open();
    const tenant = `tenant-${process.pid}-${Date.now().toString(36)}-${count}`;
    const ofTenant = held({ tenant }, { code: 'ERR_TOKEN_REFUSED', provider: 'AADSTS7000112', requestId: 'r' }, NOW);
    const ofMailbox = held({ tenant, mailbox: MAILBOX }, { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada, „ü“' }, NOW);
    const create = async (hold: Hold): Promise<StoredHold> => existing(await holds.create(hold));
    const own = async () => (await holds.list()).filter(({ hold }) => hold.tenant.startsWith(tenant));
    return { holds, tenant, ofTenant, ofMailbox, create, own };
  };

  describe(`the holds ${name}`, () => {
    test('give back what was created, whole', async () => {
      const { holds, ofTenant, ofMailbox, create } = setup();
      await create(ofTenant);
      await create(ofMailbox);
      expect((await holds.read(ofTenant))?.hold).toEqual(ofTenant);
      expect((await holds.read(ofMailbox))?.hold).toEqual(ofMailbox);
    });

    test('have nothing where nothing is held', async () => {
      const { holds, tenant } = setup();
      expect(await holds.read({ tenant })).toBeUndefined();
      expect(await holds.find(tenant, MAILBOX)).toBeUndefined();
    });

    test('create one of a scope, though two try at once', async () => {
      const { holds, ofTenant } = setup();
      const both = await Promise.all([holds.create(ofTenant), holds.create({ ...ofTenant, provider: 'other' })]);
      expect(both.filter((stored) => stored !== undefined)).toHaveLength(1);
      expect(await holds.create(ofTenant)).toBeUndefined();
    });

    test('list all of all tenants, lifted ones too', async () => {
      const { tenant, ofTenant, ofMailbox, create, own } = setup();
      const other = lifted(releasing({ ...ofTenant, tenant: `${tenant}-b` }, NOW), NOW);
      for (const hold of [ofTenant, ofMailbox, other]) await create(hold);
      const listed = (await own()).map(({ hold }) => hold);
      expect(listed).toHaveLength(3);
      expect(listed).toEqual(expect.arrayContaining([ofTenant, ofMailbox, other]));
    });

    test('find the hold of a mailbox whatever its letter case, and of no other mailbox', async () => {
      const { holds, tenant, ofMailbox, create } = setup();
      await create(ofMailbox);
      expect(await holds.find(tenant, MAILBOX.toUpperCase().replace('Ü', 'ü'))).toEqual(ofMailbox);
      expect(await holds.find(tenant, `x${MAILBOX}`)).toBeUndefined();
      expect(await holds.find(tenant)).toBeUndefined();
      expect(await holds.find(`${tenant}-b`, MAILBOX)).toBeUndefined();
    });

    test('find the tenant’s hold for all its mailboxes, before their own', async () => {
      const { holds, tenant, ofTenant, ofMailbox, create } = setup();
      await create(ofMailbox);
      await create(ofTenant);
      for (const mailbox of [undefined, MAILBOX, 'other@contoso.example'])
        expect(await holds.find(tenant, mailbox)).toEqual(ofTenant);
    });

    test('find what this instance changed at once', async () => {
      const { holds, tenant, ofTenant, create } = setup();
      expect(await holds.find(tenant)).toBeUndefined();
      const stored = await create(ofTenant);
      expect(await holds.find(tenant)).toEqual(ofTenant);
      const begun = existing(await holds.update(stored, releasing(ofTenant, NOW)));
      expect(await holds.find(tenant)).toBeUndefined();
      const again = existing(await holds.update(begun, ofTenant));
      expect(await holds.find(tenant)).toEqual(ofTenant);
      await holds.remove(again);
      expect(await holds.find(tenant)).toBeUndefined();
    });

    test.each([
      ['being released', (hold: Hold) => releasing(hold, NOW)],
      ['lifted', (hold: Hold) => lifted(releasing(hold, NOW), NOW)],
    ])('find none that is %s, and read it', async (_how, change) => {
      const { holds, tenant, ofTenant, create } = setup();
      await create(change(ofTenant));
      expect(await holds.find(tenant)).toBeUndefined();
      expect((await holds.read({ tenant }))?.hold).toEqual(change(ofTenant));
    });

    test('change a hold from the version that was read, and leave out what is gone', async () => {
      const { holds, ofTenant, create } = setup();
      const stored = await create(ofTenant);
      const next = probed(ofTenant, { code: 'ERR_CREDENTIAL_MISSING' }, NOW);
      const written = existing(await holds.update(stored, next));
      expect((await holds.read(ofTenant))?.hold).toEqual(next);
      expect(await holds.update(stored, ofTenant)).toBeUndefined();
      expect((await holds.read(ofTenant))?.hold).toEqual(next);
      expect(await holds.update(written, lifted(next, NOW))).toBeDefined();
    });

    test('go on from the version a listing gave', async () => {
      const { holds, ofTenant, create, own } = setup();
      await create(ofTenant);
      const listed = existing((await own())[0]);
      expect(await holds.update(listed, releasing(ofTenant, NOW))).toBeDefined();
    });

    test('let one of two with the same version win', async () => {
      const { holds, ofTenant, create } = setup();
      const stored = await create(ofTenant);
      const both = await Promise.all([
        holds.update(stored, releasing(ofTenant, NOW)),
        holds.update(stored, probed(ofTenant, { code: 'ERR_TOKEN_REFUSED' }, NOW)),
      ]);
      expect(both.filter((each) => each !== undefined)).toHaveLength(1);
    });

    test('remove a hold from the version that was read, once', async () => {
      const { holds, ofTenant, create } = setup();
      const stored = await create(ofTenant);
      const changed = existing(await holds.update(stored, releasing(ofTenant, NOW)));
      expect(await holds.remove(stored)).toBe(false);
      expect(await holds.read(ofTenant)).toBeDefined();
      expect(await holds.remove(changed)).toBe(true);
      expect(await holds.read(ofTenant)).toBeUndefined();
      expect(await holds.remove(changed)).toBe(false);
      expect(await holds.update(changed, ofTenant)).toBeUndefined();
    });
  });
}

function existing(stored: StoredHold | undefined): StoredHold {
  if (!stored) throw new Error('somebody else was faster');
  return stored;
}
