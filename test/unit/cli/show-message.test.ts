import { describe, expect, test } from '@jest/globals';
import { showMessage } from '../../../cli/status/show-message.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { cancelled, deferred, type LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import { type Hold, held } from '../../../shared/tenant/hold.ts';
import { contoso, memoryOperator, NOW } from './command-bundle.ts';
import {
  attemptingEntry,
  conflictEntry,
  crashedEntry,
  doubtfulEntry,
  heldEntry,
  minutesAgo,
  parkedEntry,
  sentEntry,
} from './ledger-entries.ts';

interface Setup {
  readonly hold?: Hold;
  readonly connection?: Partial<Connection> | null;
}

async function show(entry: LedgerEntry, { hold, connection = {} }: Setup = {}, body = false) {
  const operator = memoryOperator({ connections: connection ? [{ ...contoso, ...connection }] : [] });
  if (entry.state === 'parked') await operator.ledger.park(entry, Buffer.from('{}'));
  else await operator.ledger.create(entry);
  await operator.ledger.recordConflict(conflictEntry('twice'));
  if (hold) await operator.holds.create(hold);
  const answer = await showMessage({ tenant: entry.tenant, id: entry.id, body }, operator, {
    now: NOW,
    commandName: 'npx postbus',
  });
  const json = answer.json as {
    readonly canDo: readonly { readonly command: string }[];
    readonly lastStep?: string;
    readonly hold?: Hold;
  };
  return { json, text: answer.text(plain), bytes: answer.bytes, commands: json.canDo?.map(({ command }) => command) };
}

describe('postbus show', () => {
  test('names the hold that keeps it, since when, and what ends it', async () => {
    const hold = held({ tenant: 'contoso' }, { code: 'ERR_CREDENTIAL_EXPIRED' }, minutesAgo(0.5));
    const { json, text, commands } = await show(heldEntry('a'), { hold });
    expect(json.hold).toEqual(hold);
    expect(text).toContain(
      'the tenant: ERR_CREDENTIAL_EXPIRED since 2026-03-01 08:59:30Z (30 s ago), next probe in 30 s',
    );
    expect(commands).toEqual([
      'npx postbus tenants add contoso',
      'npx postbus release contoso',
      'npx postbus cancel contoso a',
    ]);
  });

  test('gives the words of the operator who holds it', async () => {
    const scope = { tenant: 'contoso', mailbox: 'noreply@contoso.example' };
    const hold = held(scope, { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' }, minutesAgo(1));
    const { text, commands } = await show(heldEntry('a', { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' }), { hold });
    expect(text).toMatch(/words +ask Ada/);
    expect(text).toContain('“ask Ada” since');
    expect(commands?.[0]).toBe('npx postbus release contoso noreply@contoso.example');
  });

  test('offers what was left behind to a replay', async () => {
    const { commands, json } = await show(heldEntry('a'));
    expect(commands).toEqual(['npx postbus replay contoso a', 'npx postbus cancel contoso a']);
    expect(json.hold).toBeUndefined();
  });

  test('has a message in doubt looked up, or asks the reader to look', async () => {
    const looked = await show(doubtfulEntry('a'));
    expect(looked.text).toContain('it may have been sent: nobody knows until somebody looks');
    expect(looked.commands).toEqual(['npx postbus replay contoso a', 'npx postbus cancel contoso a']);
    const blind = { connection: { mayLook: false } };
    const asked = await show(doubtfulEntry('a'), blind);
    expect(asked.commands).toEqual(['npx postbus replay contoso a --resend', 'npx postbus cancel contoso a']);
    expect(asked.text).toContain('look in Sent Items and Drafts of noreply@contoso.example first');
    const early = await show(doubtfulEntry('a', { lookAt: new Date(NOW.getTime() + 1) }), blind);
    expect(early.commands).toEqual(['npx postbus replay contoso a --resend', 'npx postbus cancel contoso a']);
    expect(early.text).toContain('from 2026-03-01 09:00:00Z on, and not before: sends it again');
    expect(early.text).toContain('may show up in the mailbox until 2026-03-01 09:00:00Z');
  });

  test('offers no replay to what could only fail, is not connected, or cannot be read', async () => {
    const expired = await show({ ...crashedEntry('a'), expiresAt: NOW });
    expect(expired.commands).toEqual(['npx postbus cancel contoso a']);
    const alone = await show(parkedEntry('a'), { connection: null });
    expect(alone.commands).toEqual(['npx postbus tenants add contoso', 'npx postbus cancel contoso a']);
    const unreadable = await show({ ...parkedEntry("it's"), tenant: '_unreadable' });
    expect(unreadable.commands).toEqual([
      String.raw`npx postbus show _unreadable 'it'\''s' --body`,
      String.raw`npx postbus cancel _unreadable 'it'\''s'`,
    ]);
  });

  test.each<[LedgerEntry, string | undefined]>([
    [crashedEntry('a'), undefined],
    [parkedEntry('a'), 'received; no attempt was opened'],
    [heldEntry('a'), 'parked at 2026-03-01T08:57:00.000Z, with ERR_CREDENTIAL_EXPIRED'],
    [attemptingEntry('a'), 'attempt 1 was opened or looked up at 2026-03-01T08:56:00.000Z, and never closed'],
    [sentEntry('a'), undefined],
  ])('tells the last known step once, where there is no last word (case %#)', async (entry, step) => {
    const { json, text } = await show(entry);
    expect(json.lastStep).toBe(step ?? entry.failure?.lastStep);
    expect(text.match(/last step/g)?.length ?? 0).toBe(json.lastStep === undefined ? 0 : 1);
  });

  test('has nothing to do for what Postbus has in hand, or has ended', async () => {
    const facts = {
      failure: { code: 'ERR_MAILBOX_THROTTLED' },
      notBefore: NOW,
      copy: 1,
      spendsAttempt: false,
    } as const;
    for (const entry of [attemptingEntry('a'), sentEntry('a'), deferred(attemptingEntry('a'), facts, NOW)]) {
      const { commands, text } = await show(entry);
      expect(commands).toEqual([]);
      expect(text).not.toContain('You can:');
    }
    expect((await show(cancelled(doubtfulEntry('a'), NOW))).text).toContain(
      'it may have been sent before it was cancelled',
    );
  });

  test('shows what was refused under the id, and the body where that is wanted', async () => {
    expect((await show(crashedEntry('twice'))).text).toContain('refused under the same id:');
    expect((await show(crashedEntry('a'), {}, true)).bytes).toEqual(Buffer.from('{}'));
    await expect(show(sentEntry('a'), {}, true)).rejects.toMatchObject({ failure: { exitCode: 3 } });
  });
});
