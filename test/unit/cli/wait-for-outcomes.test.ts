import { describe, expect, test } from '@jest/globals';
import { formatOutcomes, isGood } from '../../../cli/send/message-outcome.ts';
import { markRecords, readOutcome, waitForOutcomes } from '../../../cli/send/wait-for-outcomes.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { enqueuedAgain, type LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import { attemptingEntry, conflictEntry, minutesAgo, parkedEntry, sentEntry } from './ledger-entries.ts';

/** A ledger that says something else at each look. */
function scriptedLedger(...looks: readonly (readonly LedgerEntry[])[]) {
  let look = 0;
  return {
    find: async () => {
      look += 1;
      return looks[Math.min(look, looks.length) - 1] ?? [];
    },
  };
}

const submissions = [{ tenant: 'contoso', id: 'a' }];

async function outcomeOf(before: readonly LedgerEntry[], ...after: readonly (readonly LedgerEntry[])[]) {
  const mark = await markRecords(submissions, scriptedLedger(before));
  const options = { ledger: scriptedLedger(...after), before: mark, waitMs: 1000, pollMs: 1 };
  return (await waitForOutcomes(submissions, options))[0]?.outcome;
}

describe('waiting for outcomes', () => {
  test('goes on until the state is final', async () => {
    expect(await outcomeOf([], [], [attemptingEntry('a')], [sentEntry('a')])).toBe('sent');
  });

  test('ends with a parked message: nothing happens to it by itself', async () => {
    expect(await outcomeOf([], [parkedEntry('a')])).toBe('parked');
  });

  test('does not take the record of an earlier message for this one', async () => {
    const earlier = sentEntry('a');
    expect(await outcomeOf([earlier], [earlier], [enqueuedAgain(earlier)])).toBe('duplicate');
    expect(readOutcome([earlier], { duplicates: 0, records: new Set() }).outcome).toBe('sent');
  });

  test('tells a conflict from the message that has the id, also when the same conflict is made again', async () => {
    const earlier = sentEntry('a');
    expect(await outcomeOf([earlier], [earlier], [earlier, conflictEntry('a')])).toBe('conflict');
    const again = conflictEntry('a', minutesAgo(0));
    expect(await outcomeOf([earlier, conflictEntry('a')], [earlier, conflictEntry('a')], [earlier, again])).toBe(
      'conflict',
    );
  });

  test('sees a failed message that is tried again under its id', async () => {
    expect(await outcomeOf([parkedEntry('a')], [parkedEntry('a')], [sentEntry('a', minutesAgo(0))])).toBe('sent');
  });

  test('ends after its time with what is known', async () => {
    const options = { ledger: scriptedLedger([attemptingEntry('a')]), before: [], waitMs: 5, pollMs: 1 };
    expect((await waitForOutcomes(submissions, options))[0]).toMatchObject({ id: 'a', outcome: 'attempting' });
  });

  test('asks for finished messages no more', async () => {
    const asked: string[] = [];
    const ledger = {
      find: async (_tenant: string, id: string) => {
        asked.push(id);
        return id === 'a' || asked.length > 4 ? [sentEntry(id)] : [];
      },
    };
    const two = [...submissions, { tenant: 'contoso', id: 'b' }];
    const finished: number[] = [];
    await waitForOutcomes(two, {
      ledger,
      before: [],
      waitMs: 1000,
      pollMs: 1,
      onProgress: (done) => finished.push(done),
    });
    expect(asked.filter((id) => id === 'a')).toHaveLength(1);
    expect(finished.at(-1)).toBe(2);
  });

  test('counts a duplicate as good only where the message it repeats was sent', () => {
    const duplicate = { ...submissions[0], tenant: 'contoso', id: 'a', outcome: 'duplicate' } as const;
    expect(isGood({ ...duplicate, entry: sentEntry('a') })).toBe(true);
    expect(isGood({ ...duplicate, entry: conflictEntry('a') })).toBe(false);
  });

  test('shows what wants attention first, and each reason once', () => {
    const text = formatOutcomes(
      [
        { tenant: 'contoso', id: 'a', outcome: 'sent', entry: sentEntry('a') },
        { tenant: 'contoso', id: 'b', outcome: 'parked', entry: parkedEntry('b') },
        { tenant: 'contoso', id: 'c', outcome: 'parked', entry: parkedEntry('c') },
      ],
      60,
      plain,
    );
    expect(
      text
        .split('\n')
        .slice(0, 4)
        .map((line) => line.trim().split(/\s+/)[1]),
    ).toEqual(['sent,', 'b', 'c', 'a']);
    expect(text.match(/ERR_CONNECTION_UNKNOWN/g)).toHaveLength(1);
  });
});
