import { describe, expect, test } from '@jest/globals';
import type { FunctionMetadata } from '../../../../sandbox/functions-host/core-api.ts';
import { readTriggers } from '../../../../sandbox/functions-host/triggers.ts';

const settings = { ServiceBus: 'Endpoint=sb://local', QUEUE: 'send-email', AzureWebJobsOther: 'Endpoint=sb://other' };

function queue(options: object = {}): FunctionMetadata {
  const binding = {
    type: 'serviceBusTrigger',
    direction: 'in',
    connection: 'ServiceBus',
    queueName: '%QUEUE%',
  } as const;
  return { name: 'send-email', bindings: { trigger: { ...binding, ...options } } };
}

function only(metadata: FunctionMetadata, from: Record<string, string> = settings) {
  return readTriggers([metadata], from)[0];
}

describe('triggers', () => {
  test('reads a queue trigger with its settings', () => {
    expect(only(queue({ dataType: 'Binary', autoCompleteMessages: false }))).toEqual({
      kind: 'serviceBus',
      functionName: 'send-email',
      queueName: 'send-email',
      connectionString: 'Endpoint=sb://local',
      dataType: 'binary',
      autoCompleteMessages: false,
    });
  });

  test('takes a body as text when nothing else is said', () => {
    expect(only(queue())).toMatchObject({ dataType: 'string', autoCompleteMessages: undefined });
  });

  test('resolves a setting inside a name', () => {
    expect(only(queue({ queueName: '%QUEUE%/$DeadLetterQueue' }))).toMatchObject({
      queueName: 'send-email/$DeadLetterQueue',
    });
  });

  test('finds a connection under the prefix of the host', () => {
    expect(only(queue({ connection: 'Other' }))).toMatchObject({ connectionString: 'Endpoint=sb://other' });
  });

  test.each([
    [{ queueName: '%NOPE%' }, 'setting NOPE (for %NOPE%) is missing'],
    [{ queueName: undefined }, 'its trigger has no queueName'],
    [{ connection: 'Nope' }, 'setting Nope (its Service Bus connection string) is missing'],
    [{ topicName: 'mail' }, 'topics are not played here'],
    [{ isSessionsEnabled: true }, 'session queues are not played here'],
    [{ cardinality: 'many' }, 'cardinality "many" is not played here'],
    [{ dataType: 'stream' }, 'dataType "stream" is not played here'],
  ])('refuses %j', (options, problem) => {
    expect(() => only(queue(options))).toThrow(problem);
  });

  test('says that a connection by identity is not played', () => {
    const byIdentity = { QUEUE: 'q', ServiceBus__fullyQualifiedNamespace: 'x.servicebus.windows.net' };

    expect(() => only(queue(), byIdentity)).toThrow('asks for a connection by identity, which is not played here');
  });

  test('reports the problems of all functions at once, each with the name of its function', () => {
    const timer: FunctionMetadata = {
      name: 'sweep',
      bindings: { trigger: { type: 'timerTrigger', direction: 'in', schedule: 'daily' } },
    };

    expect(() => readTriggers([queue({ connection: 'Nope', queueName: '%NOPE%' }), timer], settings)).toThrow(
      /3 problems:.*"send-email": setting NOPE.*"send-email": setting Nope.*"sweep": schedule "daily"/s,
    );
  });

  const timer = (retryOptions: object): FunctionMetadata => ({
    name: 'sweep',
    bindings: { trigger: { type: 'timerTrigger', direction: 'in', schedule: '0 * * * * *' } },
    retryOptions,
  });

  test('refuses bindings beside the trigger', () => {
    const metadata: FunctionMetadata = {
      name: 'sweep',
      bindings: {
        trigger: { type: 'timerTrigger', direction: 'in', schedule: '0 * * * * *' },
        blob: { type: 'blob', direction: 'in' },
        bus: { type: 'serviceBus', direction: 'out' },
      },
    };

    expect(() => only(metadata)).toThrow(/2 problems:.*input binding blob.*output binding serviceBus/s);
  });

  test('reads the retry policy of a timer as the library writes it', () => {
    const policy = {
      strategy: 'fixedDelay',
      retryStrategy: 'fixedDelay',
      maxRetryCount: 5,
      delayInterval: { seconds: 60 },
    };

    expect(only(timer(policy))).toMatchObject({ kind: 'timer', retry: { maxRetryCount: 5, delayMs: 60_000 } });
  });

  test.each([
    [{ retryStrategy: 'exponentialBackoff', maxRetryCount: 5 }, 'retry strategy "exponentialBackoff"'],
    [{ retryStrategy: 'fixedDelay', maxRetryCount: -1, delayInterval: { seconds: 1 } }, 'endless ones are not played'],
    [{ retryStrategy: 'fixedDelay', maxRetryCount: 1 }, 'needs a delayInterval'],
  ])('refuses the retry policy %j', (policy, problem) => {
    expect(() => only(timer(policy))).toThrow(problem);
  });

  test('leaves a disabled function out, with what is wrong about it', () => {
    const disabled = { 'AzureWebJobs.send-email.Disabled': 'true' };

    expect(readTriggers([queue()], disabled)).toEqual([]);
  });

  test('routes an HTTP function by its name, and takes every method, when nothing else is said', () => {
    const trigger = only({ name: 'health', bindings: { trigger: { type: 'httpTrigger', direction: 'in' } } });

    expect(trigger).toMatchObject({ kind: 'http', methods: [], route: { text: 'health' } });
  });
});
