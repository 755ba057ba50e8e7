import { describe, expect, test } from '@jest/globals';
import { parseHostJson } from '../../../../sandbox/functions-host/host-json.ts';
import { parseTimeSpan } from '../../../../sandbox/functions-host/time-span.ts';

describe('host.json', () => {
  test('fills in the defaults of the service', () => {
    const settings = parseHostJson({ version: '2.0' });

    expect(settings).toMatchObject({
      functionTimeoutMs: 1_800_000,
      routePrefix: 'api',
      serviceBus: { maxAutoLockRenewalDurationMs: 300_000, autoCompleteMessages: true },
    });
    expect(settings.serviceBus.maxConcurrentCalls % 16).toBe(0);
  });

  test('reads what the file says', () => {
    const settings = parseHostJson({
      functionTimeout: '00:10:00',
      extensions: {
        http: { routePrefix: '' },
        serviceBus: {
          maxConcurrentCalls: 32,
          maxAutoLockRenewalDuration: '-00:00:00.0010000',
          autoCompleteMessages: false,
        },
      },
    });

    expect(settings).toEqual({
      functionTimeoutMs: 600_000,
      routePrefix: '',
      serviceBus: {
        maxConcurrentCalls: 32,
        maxAutoLockRenewalDurationMs: Number.POSITIVE_INFINITY,
        autoCompleteMessages: false,
      },
    });
  });

  test('reports every wrong value at once', () => {
    const content = { functionTimeout: 'soon', extensions: { serviceBus: { maxConcurrentCalls: 0 } } };

    expect(() => parseHostJson(content)).toThrow(
      /2 problems:.*functionTimeout is "soon".*maxConcurrentCalls is 0\. Write a whole number/s,
    );
  });

  test.each([
    ['00:05:00', 300_000],
    ['1.02:03:04.5', 93_784_500],
    ['00:00:00.250', 250],
    ['-1', Number.POSITIVE_INFINITY],
    ['5 minutes', undefined],
    ['', undefined],
  ])('reads the time span %j', (text, milliseconds) => {
    expect(parseTimeSpan(text)).toBe(milliseconds);
  });
});
