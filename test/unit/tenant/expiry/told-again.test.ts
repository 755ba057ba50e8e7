import { describe, expect, test } from '@jest/globals';
import { inDays, openCheck } from './check-bundle.ts';

const FAR = { expiresAt: inDays(300) };
const codesOf = (ids: readonly string[]): readonly string[] => ids.map((id) => id.split(':')[3] ?? '');

describe('what was told before', () => {
  test('silences nothing when a credential of another kind is missing', async () => {
    const { add, run, raised, moveTo } = openCheck();
    add('contoso');
    await run();
    expect(codesOf(await raised())).toEqual(['ERR_CREDENTIAL_MISSING']);
    moveTo(inDays(1));
    add('contoso', FAR);
    await run();
    moveTo(inDays(2));
    add('contoso', undefined, { credential: 'certificate', secretName: 'never-made' });
    await run();
    expect(codesOf(await raised())).toEqual(['ERR_CREDENTIAL_MISSING']);
  });

  test('silences nothing for a tenant of the same name that is added after that one was removed', async () => {
    const { add, run, raised, moveTo, records, connections } = openCheck();
    add('contoso');
    await run();
    expect(codesOf(await raised())).toEqual(['ERR_CREDENTIAL_MISSING']);
    connections.delete('contoso');
    await records.remove('contoso');
    moveTo(inDays(3));
    add('contoso');
    await run();
    expect(codesOf(await raised())).toEqual(['ERR_CREDENTIAL_MISSING']);
    moveTo(inDays(4));
    await run();
    expect(await raised()).toEqual([]);
  });

  test('is told once by whoever goes on after a kill, even on another day', async () => {
    const { add, ports, run, raised, moveTo } = openCheck();
    add('contoso');
    let saves = 0;
    const save = async (record: Parameters<typeof ports.records.save>[0]): Promise<void> => {
      saves += 1;
      // The last word of a run that was killed: it has raised, and does not remember it.
      if (saves > 1) throw new Error('killed');
      await ports.records.save(record);
    };
    await run({ ...ports, records: { ...ports.records, save } });
    expect(await raised()).toHaveLength(1);
    moveTo(inDays(1));
    await run();
    expect(await raised()).toEqual([]);
  });
});
