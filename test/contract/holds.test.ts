import { expect, jest, test } from '@jest/globals';
import { createTableHolds } from '../../shared/services/table-storage/table-holds.ts';
import { held, lifted, releasing } from '../../shared/tenant/hold.ts';
import { createMemoryHolds } from '../harness/memory/memory-holds.ts';
import { useTableStorage } from '../harness/use-table-storage.ts';
import { exerciseHolds } from './exercise-holds.ts';

const { open: table } = useTableStorage();
const NOW = new Date('2026-11-22T12:00:00Z');

exerciseHolds('in memory', createMemoryHolds);
exerciseHolds('in table storage', () => createTableHolds(table()));

test('an instance goes by its own view of the table for a while, and reads the row itself where it asks for it', async () => {
  const [one, other] = [createTableHolds(table()), createTableHolds(table())];
  const hold = held({ tenant: 'viewed' }, { code: 'ERR_TOKEN_REFUSED' }, NOW);
  expect(await one.find('viewed')).toBeUndefined();
  const stored = await other.create(hold);
  expect(await one.find('viewed')).toBeUndefined();
  expect((await one.read(hold))?.hold).toEqual(hold);
  if (stored) await other.update(stored, lifted(releasing(hold, NOW), NOW));
  expect((await one.read(hold))?.hold.state).toBe('lifted');
});

test('an instance that was idle sees a hold that was opened long ago', async () => {
  const [app, operator] = [createTableHolds(table()), createTableHolds(table())];
  expect(await app.find('idle')).toBeUndefined();
  await operator.create(held({ tenant: 'idle' }, { code: 'ERR_HELD_BY_OPERATOR', note: 'stop' }, NOW));
  const start = performance.now();
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => start + 3_600_000);
  const seen = await app.find('idle');
  clock.mockRestore();
  expect(seen).toMatchObject({ code: 'ERR_HELD_BY_OPERATOR' });
});

test('a row that somebody changed by hand stands in nobody’s way', async () => {
  const holds = createTableHolds(table());
  const hold = held({ tenant: 'by-hand' }, { code: 'ERR_TOKEN_REFUSED' }, NOW);
  await holds.create(hold);
  await table().run('Spoiling a hold', (client) =>
    client.updateEntity({ partitionKey: '_holds', rowKey: 'hold:by-hand', state: 'spoiled' }, 'Merge'),
  );
  expect(await holds.read(hold)).toBeUndefined();
  expect((await holds.list()).some((each) => each.hold.tenant === 'by-hand')).toBe(false);
  expect((await holds.create(hold))?.hold).toEqual(hold);
  expect((await holds.read(hold))?.hold).toEqual(hold);
});
