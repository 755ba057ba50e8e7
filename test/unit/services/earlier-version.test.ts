import type { SecretProperties } from '@azure/keyvault-secrets';
import { describe, expect, test } from '@jest/globals';
import { findEarlierVersion } from '../../../shared/services/key-vault/earlier-version.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const day = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

const version = (name: string, madeOn: number, more: Partial<SecretProperties> = {}): SecretProperties => ({
  name: 'a',
  vaultUrl: 'https://vault',
  version: name,
  createdOn: day(madeOn),
  enabled: true,
  ...more,
});

const find = (refused: string, ...versions: readonly SecretProperties[]) => findEarlierVersion(versions, refused, NOW);

describe('findEarlierVersion', () => {
  test('is the newest made before the refused one', () => {
    const versions = [version('3', -1), version('2', -10), version('1', -100)];
    expect(find('3', ...versions)).toBe('2');
    expect(find('2', ...versions)).toBe('1');
    expect(find('1', ...versions)).toBeUndefined();
  });

  test('passes over what is disabled, has expired or is not valid yet', () => {
    const all = [version('5', -1), version('4', -2, { enabled: false }), version('3', -3, { expiresOn: NOW })];
    const rest = [version('2', -4, { notBefore: day(1) }), version('1', -5, { expiresOn: day(1), notBefore: NOW })];
    expect(find('5', ...all, ...rest)).toBe('1');
    expect(find('5', ...all)).toBeUndefined();
  });

  test('tells versions of the same second apart', () => {
    expect(find('2', version('1', -1), version('2', -1))).toBe('1');
  });

  test('is none where the vault does not know the refused one', () => {
    expect(find('9', version('1', -1))).toBeUndefined();
  });
});
