import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { QueueAccessError, queueErrorCodes } from '../../../shared/message/queue-access.ts';
import {
  classifyServiceBusError,
  serviceBusFailures,
} from '../../../shared/services/service-bus/service-bus-failures.ts';
import { restFailure } from './rest-failure.ts';

describe('service bus failures', () => {
  test.each(serviceBusFailures)('$provider means $means', ({ provider, means, sample, source }) => {
    const error = /^\d+$/.test(provider)
      ? restFailure(Number(provider), { code: 'ServiceError' })
      : Object.assign(new Error(sample), { name: 'ServiceBusError', code: provider });
    expect(classifyServiceBusError(error)).toMatchObject({ code: means, provider, cause: error });
    expect(Object.hasOwn(queueErrorCodes, means)).toBe(true);
    expect([sample, source]).not.toContain('');
  });

  test('are each listed once', () => {
    expect(new Set(serviceBusFailures.map(({ provider }) => provider)).size).toBe(serviceBusFailures.length);
  });

  test('follow a code that is known before the status it came with', () => {
    expect(classifyServiceBusError(restFailure(200, { code: 'MessageEntityNotFoundError' }))).toMatchObject({
      code: 'ERR_QUEUE_UNKNOWN',
      provider: 'MessageEntityNotFoundError',
    });
  });

  test('that nobody knows are a service that does not answer, and say what it said', () => {
    expect(classifyServiceBusError(restFailure(418))).toMatchObject({ code: 'ERR_QUEUE_UNAVAILABLE', provider: '418' });
    expect(classifyServiceBusError(Object.assign(new Error(), { code: 'SessionLockLost' }))).toMatchObject({
      code: 'ERR_QUEUE_UNAVAILABLE',
      provider: 'SessionLockLost',
    });
    expect(classifyServiceBusError(new Error('socket hang up')).provider).toBeUndefined();
  });

  test('have a meaning for whatever is thrown, and leave one alone that is classified', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(Object.hasOwn(queueErrorCodes, classifyServiceBusError(thrown).code)).toBe(true);
      }),
    );
    const error = new QueueAccessError('ERR_QUEUE_FULL');
    expect(classifyServiceBusError(error)).toBe(error);
  });
});
