import { describe, expect, test } from '@jest/globals';
import { cancelParked } from '../../../cli/parked/cancel-parked.ts';
import type { ParkedRequest } from '../../../cli/parked/parked-options.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { enqueuedAgain, sent } from '../../../shared/delivery/ledger-entry.ts';
import { contoso, memoryOperator, NOW, recordTerminal } from './command-bundle.ts';
import { crashedEntry, doubtfulEntry, parkedEntry, sentEntry } from './ledger-entries.ts';

async function setup() {
  const operator = memoryOperator({ connections: [contoso] });
  const { ledger } = operator;
  for (const entry of [crashedEntry('a'), parkedEntry('b'), doubtfulEntry('d')])
    await ledger.park(entry, Buffer.from('{}'));
  await ledger.create(sentEntry('s'));
  const context = { terminal: recordTerminal(), now: () => NOW, commandName: 'npx postbus' };
  const cancel = (request: Partial<ParkedRequest> = {}) =>
    cancelParked({ tenant: 'contoso', ids: [], yes: true, ...request }, operator, context);
  const stateOf = async (id: string) => (await ledger.read('contoso', id))?.entry.state;
  return { operator, ledger, cancel, stateOf };
}

describe('postbus cancel', () => {
  test('changes nothing without --yes', async () => {
    const { cancel, stateOf } = await setup();
    const { json, text } = await cancel({ ids: ['a'], yes: false });
    expect(json).toMatchObject({ dryRun: true, messages: [{ id: 'a', mayHaveBeenSent: false }] });
    expect(text(plain)).toContain('npx postbus cancel contoso a --yes');
    expect(await stateOf('a')).toBe('parked');
  });

  test('cancels the named ones, and drops their bodies', async () => {
    const { cancel, stateOf, ledger } = await setup();
    expect(await cancel({ ids: ['a', 'b'] })).toMatchObject({
      exitCode: 0,
      json: { cancelled: [{ id: 'a' }, { id: 'b' }] },
    });
    expect([await stateOf('a'), await stateOf('b'), await stateOf('d')]).toEqual(['cancelled', 'cancelled', 'parked']);
    const [record] = await ledger.find('contoso', 'a');
    expect(record && (await ledger.readBody(record))).toBeUndefined();
  });

  test('cancels what flags choose, and nothing without any', async () => {
    const { cancel, stateOf } = await setup();
    await expect(cancel()).rejects.toMatchObject({ failure: { exitCode: 2 } });
    await expect(cancel({ limit: 1 })).rejects.toMatchObject({ failure: { exitCode: 2 } });
    await cancel({ code: ['ERR_CONNECTION_UNKNOWN'] });
    expect([await stateOf('a'), await stateOf('b')]).toEqual(['parked', 'cancelled']);
  });

  test('says of a message in doubt that it may have been sent, before and after', async () => {
    const { cancel } = await setup();
    const before = await cancel({ ids: ['d'], yes: false });
    expect(before.text(plain)).toContain('it may have been sent all the same');
    const { json, text } = await cancel({ ids: ['d'] });
    expect(json).toMatchObject({ cancelled: [{ id: 'd', mayHaveBeenSent: true }] });
    expect(text(plain)).toContain('it may have been sent all the same');
  });

  test('refuses what is not parked with the state it is in, and does the others', async () => {
    const { cancel, stateOf } = await setup();
    const { json, exitCode } = await cancel({ ids: ['s', 'zz', 'a'] });
    expect(json).toMatchObject({
      cancelled: [{ id: 'a' }],
      leftOut: [
        { id: 'zz', reason: 'unknown' },
        { id: 's', sentence: 'it is sent, not parked' },
      ],
    });
    expect(exitCode).toBe(1);
    expect(await stateOf('s')).toBe('sent');
  });

  test('reports a message that was sent meanwhile, and cancels the others', async () => {
    const { cancel, stateOf, ledger } = await setup();
    const update = ledger.update.bind(ledger);
    ledger.update = async (stored, next) => {
      if (stored.entry.id === 'a') await update(stored, sent(stored.entry, undefined, NOW));
      return update(stored, next);
    };
    const { json, exitCode } = await cancel({ ids: ['a', 'b'] });
    expect(json).toMatchObject({ cancelled: [{ id: 'b' }], leftOut: [{ id: 'a', reason: 'not-parked' }] });
    expect(exitCode).toBe(1);
    expect([await stateOf('a'), await stateOf('b')]).toEqual(['sent', 'cancelled']);
  });

  test('is not put off by a producer that enqueues it again meanwhile, or not for ever', async () => {
    const { cancel, stateOf, ledger } = await setup();
    const update = ledger.update.bind(ledger);
    const races = { left: 1 };
    ledger.update = async (stored, next) => {
      if (races.left-- > 0) await update(stored, enqueuedAgain(stored.entry));
      return update(stored, next);
    };
    expect((await cancel({ ids: ['a'] })).json).toMatchObject({ cancelled: [{ id: 'a' }] });
    races.left = 99;
    expect((await cancel({ ids: ['b'] })).json).toMatchObject({ leftOut: [{ id: 'b', reason: 'changed-meanwhile' }] });
    expect(await stateOf('b')).toBe('parked');
  });

  test('says how far it came where the table does not answer', async () => {
    const { cancel, ledger } = await setup();
    ledger.breakNext('update', 'before', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    await expect(cancel({ ids: ['a', 'b'] })).rejects.toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', sentence: expect.stringContaining('of 2 messages cancelled') },
    });
  });
});
