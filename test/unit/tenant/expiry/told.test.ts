import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../../shared/tenant/expiry/find-findings.ts';
import { decideTelling, NOTHING_TOLD, type Seen, type Told } from '../../../../shared/tenant/expiry/told.ts';

const day = (date: string) => new Date(`${date}T12:00:00Z`);
const expiring = (level: number, expiresAt: Date): Finding => ({
  code: level < 0 ? 'ERR_CREDENTIAL_EXPIRED' : 'CREDENTIAL_EXPIRING',
  severity: 'warning',
  level,
  expiresAt,
});
const found = (code: Finding['code']): Finding => ({ code, severity: 'critical' });

/** Runs one after the other; the keys that were due in each. */
function tell(...runs: readonly Partial<Seen>[]): readonly (readonly string[])[] {
  let told: Told = NOTHING_TOLD;
  return runs.map((run) => {
    const telling = decideTelling(told, { version: 'v1', findings: [], ...run });
    told = telling.told;
    return telling.due.map(({ key }) => key);
  });
}

describe('what is told', () => {
  test('is not told again while it lasts', () => {
    const refused = { findings: [found('ERR_CREDENTIAL_REFUSED')] };
    expect(tell(refused, refused, refused)).toEqual([['ERR_CREDENTIAL_REFUSED'], [], []]);
  });

  test('is told again under another id when it comes back', () => {
    const refused = { findings: [found('ERR_CREDENTIAL_REFUSED')] };
    expect(tell(refused, {}, {}, refused, {}, refused)).toEqual([
      ['ERR_CREDENTIAL_REFUSED'],
      [],
      [],
      ['ERR_CREDENTIAL_REFUSED:again-1'],
      [],
      ['ERR_CREDENTIAL_REFUSED:again-2'],
    ]);
  });

  test('starts anew with another version', () => {
    const expiresAt = day('2026-06-01');
    const findings = [expiring(30, expiresAt)];
    expect(tell({ findings, expiresAt }, { findings, expiresAt, version: 'v2' })).toEqual([
      ['expiry:30'],
      ['expiry:30'],
    ]);
  });

  test('is told of another version under another id than ever before, even where none is known', () => {
    const missing = { version: '', findings: [found('ERR_CREDENTIAL_MISSING')] };
    const refused = { findings: [found('ERR_CREDENTIAL_REFUSED')] };
    expect(tell(missing, {}, missing, { ...refused, version: 'v2' }, refused, { ...refused, version: 'v2' })).toEqual([
      ['ERR_CREDENTIAL_MISSING'],
      [],
      ['ERR_CREDENTIAL_MISSING:again-1'],
      ['ERR_CREDENTIAL_REFUSED'],
      ['ERR_CREDENTIAL_REFUSED:again-1'],
      ['ERR_CREDENTIAL_REFUSED:again-2'],
    ]);
  });

  test('stays told of an expiry that could not be seen for a time', () => {
    const expiresAt = day('2026-06-01');
    const findings = [expiring(30, expiresAt), found('CREDENTIAL_NOT_YET_VALID')];
    const disabled = { findings: [found('ERR_CREDENTIAL_DISABLED')], expiresAt };
    expect(tell({ findings, expiresAt }, disabled, { findings, expiresAt }, disabled)).toEqual([
      ['expiry:30', 'CREDENTIAL_NOT_YET_VALID'],
      ['ERR_CREDENTIAL_DISABLED'],
      [],
      ['ERR_CREDENTIAL_DISABLED:again-1'],
    ]);
  });

  test('knows one hindrance from the next', () => {
    const missing = { findings: [found('ERR_CREDENTIAL_MISSING')] };
    const disabled = { findings: [found('ERR_CREDENTIAL_DISABLED')] };
    expect(tell(missing, disabled, missing)).toEqual([
      ['ERR_CREDENTIAL_MISSING'],
      ['ERR_CREDENTIAL_DISABLED'],
      ['ERR_CREDENTIAL_MISSING:again-1'],
    ]);
  });

  test('counts every threshold again after the expiry was put off', () => {
    const [soon, later, last] = [day('2026-06-01'), day('2026-08-01'), day('2027-06-01')];
    expect(
      tell(
        { findings: [expiring(7, soon)], expiresAt: soon },
        // Whoever put it off knows where it stands.
        { findings: [expiring(60, later)], expiresAt: later },
        { findings: [expiring(30, later)], expiresAt: later },
        { expiresAt: last },
        { findings: [expiring(60, last)], expiresAt: last },
      ),
    ).toEqual([['expiry:7'], [], ['expiry:30:again-1'], [], ['expiry:60:again-2']]);
  });

  test('does not rise again with a clock that is a little behind', () => {
    const expiresAt = day('2026-06-01');
    expect(
      tell(
        { findings: [expiring(14, expiresAt)], expiresAt },
        { findings: [expiring(30, expiresAt)], expiresAt },
        { findings: [expiring(14, expiresAt)], expiresAt },
      ),
    ).toEqual([['expiry:14'], [], []]);
  });

  test('has the same ids until it is remembered', () => {
    const before = decideTelling(NOTHING_TOLD, { version: 'v1', findings: [found('ERR_CREDENTIAL_MISSING')] }).told;
    const seen = { version: 'v1', findings: [found('ERR_TOKEN_REFUSED')] };
    expect(decideTelling(before, seen)).toEqual(decideTelling(before, seen));
  });
});
