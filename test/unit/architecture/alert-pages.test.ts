import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { alertCodes } from '../../../shared/alert/alert-codes.ts';
import { rotationCodes } from '../../../shared/delivery/error-codes/rotation-codes.ts';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';
import { findingCodes } from '../../../shared/tenant/expiry/finding-codes.ts';
import { SECRET_LEFT } from '../../../shared/tenant/rotation/rotation-alert-codes.ts';

const page = readFileSync('docs/operations/alerts.md', 'utf8');
const operations = readFileSync('docs/operations/README.md', 'utf8');
const headings = [...page.matchAll(/^### (\S+)$/gm)].map(([, code = '']) => code);
const codes = [...Object.keys(findingCodes), ...Object.keys(alertCodes), ...Object.keys(rotationCodes), SECRET_LEFT];

describe('docs/operations/alerts.md', () => {
  test('says what to do at each code an alert can have, once, and at no other', () => {
    expect(headings.toSorted()).toEqual([...new Set(codes)].toSorted());
  });

  test('says something below each heading', () => {
    const parts = page.split(/^### \S+$/m).slice(1);
    expect(parts.filter((part) => (part.split(/^#/m)[0] ?? '').trim().length < 40)).toEqual([]);
  });
});

describe('docs/operations/README.md', () => {
  test('leads to a page, or to its entry, for each code that opens a hold', () => {
    const holding = Object.entries(errorCodes).filter(
      ([code, { action }]) => action === 'hold' && code !== 'ERR_HELD_BY_OPERATOR',
    );
    const missing = holding
      .map(([code]) => code)
      .filter((code) => !operations.includes(code) && !operations.includes(`\`${code.replace('ERR_MAILBOX', '')}\``));
    expect(missing).toEqual([]);
  });
});
