import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';
import { redact } from '../../../shared/log/redact.ts';
import { queueErrorCodes } from '../../../shared/message/queue-access.ts';
import { entraFailures } from '../../../shared/services/entra/entra-failure-rows.ts';
import { graphFailures, graphUnlisted } from '../../../shared/services/graph/graph-failures.ts';
import { graphRegistrationFailures } from '../../../shared/services/graph/graph-registration-failures.ts';
import { keyVaultFailures } from '../../../shared/services/key-vault/key-vault-failures.ts';
import { serviceBusFailures } from '../../../shared/services/service-bus/service-bus-failures.ts';
import { tableFailures } from '../../../shared/services/table-storage/table-failures.ts';
import { errorCodesPage } from '../../../tools/error-codes/error-codes-page.ts';

const rows = Object.entries(errorCodes);

describe('error codes', () => {
  test.each(rows)(
    '%s has class 5 if and only if it is permanent, and 4 otherwise',
    (_code, { status, disposition }) => {
      expect(status).toMatch(/^[45]\.\d{1,3}\.\d{1,3}$/);
      expect(status.startsWith('5')).toBe(disposition === 'permanent');
    },
  );

  test.each(rows)('%s says what happened and what to do, each in whole sentences', (code, { sentence, remedy }) => {
    expect(code).toMatch(/^ERR(?:_[A-Z]+)+$/);
    expect(sentence).toMatch(/^["A-Z].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('say nothing that the log would take for a secret', () => {
    for (const [, { sentence, remedy }] of rows) expect(redact(`${sentence} ${remedy}`)).toBe(`${sentence} ${remedy}`);
  });

  test('blame Microsoft only where there is nothing to do', () => {
    for (const [, { owner, remedy }] of rows) if (owner === 'Microsoft') expect(remedy).toMatch(/^Nothing:/);
  });

  test('are permanent only where they blame the message', () => {
    for (const [, { disposition, scope }] of rows) if (disposition === 'permanent') expect(scope).toBe('message');
  });

  test('know one way to be unconfirmed', () => {
    expect(rows.filter(([, { disposition }]) => disposition === 'unconfirmed').map(([code]) => code)).toEqual([
      'ERR_DELIVERY_UNCONFIRMED',
    ]);
  });

  test.each(rows)('%s is acted on as its disposition allows', (_code, { action, disposition, scope, owner }) => {
    const allowed = {
      permanent: ['fail', 'park'],
      transient: ['park', 'hold', 'wait', 'retry', 'none'],
      unconfirmed: ['reconcile'],
    };
    expect(allowed[disposition]).toContain(action);
    if (action === 'hold') {
      expect(['mailbox', 'tenant']).toContain(scope);
      expect(owner).not.toBe('Microsoft');
    }
    if (owner === 'Microsoft') expect(action).toBe('wait');
  });
});

describe('the page of the error codes', () => {
  const page = errorCodesPage();
  const sectionOf = (code: string): string => page.split(`\n### ${code}\n`)[1]?.split(/\n##/)[0] ?? '';

  test('is what the tables say: `npm run error-codes` writes it', () => {
    expect(readFileSync('docs/error-codes.md', 'utf8')).toBe(page);
  });

  test.each([...rows, ...Object.entries(queueErrorCodes)])('has %s in its index and in a section', (code, entry) => {
    expect(page.match(new RegExp(`^\\| \\[\`${code}\`\\]\\(#${code.toLowerCase()}\\) \\|`, 'gm'))).toHaveLength(1);
    expect(page.match(new RegExp(`^### ${code}$`, 'gm'))).toHaveLength(1);
    expect(sectionOf(code)).toContain(entry.sentence);
    expect(sectionOf(code)).toContain(entry.remedy);
  });

  test.each([
    ...graphFailures,
    ...graphRegistrationFailures,
    ...entraFailures,
    ...keyVaultFailures,
    ...tableFailures,
    ...serviceBusFailures,
  ])('has the answers that mean $means under that code', (row) => {
    for (const { sample, source } of 'samples' in row ? row.samples : [row]) {
      expect(sectionOf(row.means)).toContain(`| ${sample} |`);
      expect(sectionOf(row.means)).toContain(`| ${source} |`);
    }
  });

  test('has what leaves a send in doubt under its code, and the answers no row knows', () => {
    const doubts = graphFailures.filter(({ onSend }) => onSend === 'unconfirmed').flatMap(({ samples }) => samples);
    expect(doubts.length).toBeGreaterThan(3);
    for (const { sample } of [...doubts, ...graphUnlisted.filter(({ code }) => code !== 'BadRequest')])
      expect(sectionOf('ERR_DELIVERY_UNCONFIRMED')).toContain(sample);
  });

  test('has tables that are whole: each row as many cells as its head', () => {
    for (const table of page.match(/(?:^\|.*\n)+/gm) ?? []) {
      const widths = table
        .trim()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});
