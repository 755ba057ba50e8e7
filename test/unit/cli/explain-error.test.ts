import { describe, expect, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { notFoundError, usageError } from '../../../cli/command-error.ts';
import { EXIT } from '../../../cli/exit-code.ts';
import { explainError } from '../../../cli/explain-error.ts';
import { formatError } from '../../../cli/terminal/format-error.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { QueueAccessError } from '../../../shared/message/queue-access.ts';
import {
  classifyServiceBusError,
  serviceBusFailures,
} from '../../../shared/services/service-bus/service-bus-failures.ts';
import { SettingsError } from '../../../shared/settings.ts';

/** As @azure/identity throws it. */
const signInError = (): Error =>
  Object.assign(new Error('Please run az login'), { name: 'CredentialUnavailableError' });

describe('explainError', () => {
  test.each([
    [usageError('a', 'b'), EXIT.usage, 'ERR_USAGE'],
    [notFoundError('a', 'b'), EXIT.notFound, 'ERR_NOT_FOUND'],
    [
      new CommanderError(1, 'commander.unknownCommand', "error: unknown command 'sned'\n(Did you mean send?)"),
      EXIT.usage,
      'ERR_USAGE',
    ],
    [new SettingsError(['x is missing']), EXIT.failed, 'ERR_SETTINGS'],
    [deliveryError('ERR_VAULT_UNAVAILABLE'), EXIT.failed, 'ERR_VAULT_UNAVAILABLE'],
    [new QueueAccessError('ERR_QUEUE_UNKNOWN'), EXIT.failed, 'ERR_QUEUE_UNKNOWN'],
    [new TypeError('x is not a function'), EXIT.failed, 'ERR_INTERNAL'],
    ['thrown text', EXIT.failed, 'ERR_INTERNAL'],
  ])('gives %p exit code %d', (error, exitCode, code) => {
    expect(explainError(error)).toMatchObject({
      exitCode,
      code,
      sentence: expect.any(String),
      remedy: expect.any(String),
    });
  });

  test('keeps the suggestion for a mistyped command', () => {
    const error = new CommanderError(
      1,
      'commander.unknownCommand',
      "error: unknown command 'sned'\n(Did you mean send?)",
    );
    expect(explainError(error).sentence).toBe("unknown command 'sned' (Did you mean send?)");
  });

  test('finds a missing sign-in below the service it kept from answering', () => {
    expect(explainError(deliveryError('ERR_LEDGER_UNAVAILABLE', { cause: signInError() })).code).toBe(
      'ERR_NOT_SIGNED_IN',
    );
    expect(explainError(classifyServiceBusError(signInError())).remedy).toContain('az login');
  });

  test('shows no stack, and no secret of a message it does not know', () => {
    const text = formatError(explainError(new Error('failed: client_secret=hunter2 for ada@example.org')), plain);
    expect(text).not.toMatch(/hunter2|ada@|\bat .*:\d+/);
  });

  test('prints every problem on a line of its own, with the number of its message', () => {
    const error = usageError('a', 'b', [
      { message: 2, path: '$.to', sentence: 'is wrong' },
      { message: 10, path: '$.subject', sentence: 'is missing' },
    ]);
    expect(formatError(explainError(error), plain)).toBe(
      'ERR_USAGE  a\n  message 2   $.to       is wrong\n  message 10  $.subject  is missing\nWhat to do: b',
    );
  });
});

describe('classifyServiceBusError', () => {
  test.each(serviceBusFailures)('knows $provider as $means', ({ provider, means, sample }) => {
    const error = /^\d+$/.test(provider)
      ? Object.assign(new Error(sample), { statusCode: Number(provider), code: 'SomeServiceCode' })
      : Object.assign(new Error(sample), { code: provider, statusCode: 200 });
    expect(classifyServiceBusError(error)).toMatchObject({ code: means, provider });
  });

  test('takes what it does not know for a service that does not answer', () => {
    expect(classifyServiceBusError(new Error('socket hang up')).code).toBe('ERR_QUEUE_UNAVAILABLE');
    expect(classifyServiceBusError(Object.assign(new Error('x'), { code: 'ServiceTimeout' }))).toMatchObject({
      code: 'ERR_QUEUE_UNAVAILABLE',
      provider: 'ServiceTimeout',
    });
  });
});
