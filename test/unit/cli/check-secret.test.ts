import { describe, expect, test } from '@jest/globals';
import { checkSecret, parseExpiry } from '../../../cli/tenants/check-secret.ts';
import { NOW } from './command-bundle.ts';

describe('checkSecret', () => {
  test('lets through what Entra ID makes', () => {
    expect(() => checkSecret('Vg38Q~h2.Kd_-w9xYzAbCdEfGhIjKlMnOpQrSt')).not.toThrow();
  });

  test.each([
    ['11111111-2222-3333-4444-555555555555', /id, not its value/],
    ['{C0C0C0C0-0000-4000-8000-000200000000}', /id, not its value/],
    [' Vg38Q~h2', /space or a line break/],
    ['Vg38Q~h2\n', /space or a line break/],
    ['', /empty/],
    ['Vg38\u200BQ~h2', /invisible/],
    ['Vg38\u0007Q~h2', /control/],
  ])('refuses %j', (value, sentence) => {
    expect(() => checkSecret(value)).toThrow(sentence);
  });

  test('never repeats the value it refuses', () => {
    expect(() => checkSecret(' hunter2')).not.toThrow(/hunter2/);
  });
});

describe('parseExpiry', () => {
  test('takes a day from its start and an instant as it is', () => {
    expect(parseExpiry('2027-06-30', NOW).toISOString()).toBe('2027-06-30T00:00:00.000Z');
    expect(parseExpiry('2027-06-30T12:00:00+02:00', NOW).toISOString()).toBe('2027-06-30T10:00:00.000Z');
  });

  test.each([
    '30.06.2027',
    '06/30/2027',
    '2027-02-31',
    '2027-13-01',
    '2027-02-31T10:00:00Z',
    'soon',
    '2027-06-30T12:00',
  ])('refuses %j as no date', (text) => {
    expect(() => parseExpiry(text, NOW)).toThrow(/is not a date/);
  });

  test('refuses a secret that has expired', () => {
    expect(() => parseExpiry('2026-03-01', NOW)).toThrow(/expired already/);
  });
});
