/**
 * Runs a queue-triggered function on a real Service Bus receiver, as the host's extension does: return completes the
 * message, throw abandons it, and the broker hands it out again at once.
 * Promises: nothing is received ahead of need (prefetch 0), at most `maxConcurrentCalls` run, locks are renewed while
 * they do. A settlement that fails is logged; the broker will deliver that message again. A message that shall end the
 * host does so before its function is called, except from a dead-letter queue, where it would end it for ever.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ProcessErrorArgs,
  RetryMode,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus';
import type { LogEntry } from './core-api.ts';
import type { CrashRule } from './crash-rule.ts';
import type { HostSettings } from './host-json.ts';
import type { Invoker } from './invocation.ts';
import type { Listener } from './listener.ts';
import type { RpcTypedData } from './rpc-types.ts';
import { BindingError, toServiceBusInput } from './service-bus-shape.ts';
import { createSettlementChain, type SettlementChain } from './settlement-chain.ts';
import type { ServiceBusTrigger } from './triggers.ts';

/**
 * host.json's defaults, but for the longest wait (a minute there): a broker that comes back here should not be waited
 * for. The JS SDK's own defaults wait 30 s before a second try.
 */
const retryOptions = { mode: RetryMode.Exponential, maxRetries: 3, retryDelayInMs: 800, maxRetryDelayInMs: 5_000 };

/** A broker that is gone never answers a close; the process is about to end anyway. */
const CLOSE_DEADLINE_MS = 2_000;

const SETTLEMENT_DEADLINE_MS = 10_000;

const deadLetterQueue = /\/\$deadletterqueue$/i;

export interface ServiceBusListenerOptions {
  readonly trigger: ServiceBusTrigger;
  readonly serviceBus: HostSettings['serviceBus'];
  readonly invoke: Invoker['invoke'];
  readonly writeLog: (entry: LogEntry) => void;
  readonly crashes: CrashRule;
  readonly onCrashMessage?: ((functionName: string, messageId: string) => never) | undefined;
}

export function startServiceBusListener(options: ServiceBusListenerOptions): Listener {
  const { trigger, serviceBus } = options;
  const client = new ServiceBusClient(trigger.connectionString, { retryOptions });
  const receiver = openReceiver(client, options);
  const inFlight = new Set<Promise<void>>();
  const stopping = new AbortController();
  const handle = createMessageHandler(options, receiver);

  const subscription = receiver.subscribe(
    {
      processMessage: async (message) => {
        const work = handle(message);
        inFlight.add(work);
        await work.finally(() => inFlight.delete(work));
      },
      processError: async (failure) => {
        if (!stopping.signal.aborted) options.writeLog(toLogEntry(trigger, describe(trigger, failure)));
      },
    },
    {
      autoCompleteMessages: false,
      maxConcurrentCalls: serviceBus.maxConcurrentCalls,
      // Without it a listener that is still connecting ends its wait before it notices that it was stopped.
      abortSignal: stopping.signal,
    },
  );

  async function stop(): Promise<void> {
    stopping.abort();
    await atMost(subscription.close());
    const message = `stopped listening to queue "${trigger.queueName}", ${inFlight.size} running`;
    options.writeLog({ level: 'information', category: 'system', functionName: trigger.functionName, message });
    while (inFlight.size > 0) await Promise.all(inFlight);
    await atMost(receiver.close());
    await atMost(client.close());
  }
  return { stop };
}

function openReceiver(
  client: ServiceBusClient,
  { trigger, serviceBus }: ServiceBusListenerOptions,
): ServiceBusReceiver {
  const receiverOptions = {
    receiveMode: 'peekLock',
    // The SDK would hand out parsed JSON; the host sees bytes.
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: serviceBus.maxAutoLockRenewalDurationMs,
  } as const;
  if (!deadLetterQueue.test(trigger.queueName)) return client.createReceiver(trigger.queueName, receiverOptions);
  const queueName = trigger.queueName.replace(deadLetterQueue, '');
  return client.createReceiver(queueName, { ...receiverOptions, subQueueType: 'deadLetter' });
}

/** Never rejects: the SDK would abandon by itself, beside the settlements that are chained here. */
function createMessageHandler(options: ServiceBusListenerOptions, receiver: ServiceBusReceiver) {
  const { trigger, serviceBus, invoke, writeLog } = options;
  const settlements = createSettlementChain(SETTLEMENT_DEADLINE_MS);
  const completes = trigger.autoCompleteMessages ?? serviceBus.autoCompleteMessages;
  const logError = (text: string) => writeLog(toLogEntry(trigger, text));

  async function run(message: ServiceBusReceivedMessage): Promise<'complete' | 'abandon' | 'leave'> {
    try {
      const input = toServiceBusInput(message, trigger.dataType);
      crashIfTold(options, message, input.data);
      await invoke({ functionName: trigger.functionName, ...input, traceParent: traceParentOf(message) });
      return completes ? 'complete' : 'leave';
    } catch (error) {
      // What a function threw was logged with its invocation.
      const why = error instanceof BindingError ? `: ${error.message}` : '.';
      logError(`message "${String(message.messageId)}" is abandoned${why}`);
      return 'abandon';
    }
  }

  return async (message: ServiceBusReceivedMessage): Promise<void> => {
    const outcome = await run(message);
    try {
      await settle({ receiver, settlements, message }, outcome);
    } catch (error) {
      const id = String(message.messageId);
      logError(`could not ${outcome} message "${id}", so it will be delivered again: ${reason(error)}`);
    }
  };
}

function crashIfTold(options: ServiceBusListenerOptions, message: ServiceBusReceivedMessage, data: RpcTypedData): void {
  const { trigger, crashes, onCrashMessage } = options;
  if (deadLetterQueue.test(trigger.queueName)) return;
  const messageId = message.messageId === undefined ? undefined : String(message.messageId);
  const body = data.bytes ?? Buffer.from(data.string ?? '');
  if (crashes(messageId, body)) onCrashMessage?.(trigger.functionName, String(messageId));
}

interface Settlement {
  readonly receiver: ServiceBusReceiver;
  readonly settlements: SettlementChain;
  readonly message: ServiceBusReceivedMessage;
}

async function settle({ receiver, settlements, message }: Settlement, outcome: 'complete' | 'abandon' | 'leave') {
  if (outcome === 'complete') await settlements(() => receiver.completeMessage(message));
  if (outcome === 'abandon') await settlements(() => receiver.abandonMessage(message));
}

function traceParentOf(message: ServiceBusReceivedMessage): string | undefined {
  const value = message.applicationProperties?.['Diagnostic-Id'];
  return typeof value === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(value) ? value : undefined;
}

function describe(trigger: ServiceBusTrigger, { error, errorSource }: ProcessErrorArgs): string {
  return `queue "${trigger.queueName}", ${errorSource}: ${reason(error)}`;
}

function toLogEntry({ functionName }: ServiceBusTrigger, message: string): LogEntry {
  return { level: 'error', category: 'system', functionName, message };
}

async function atMost(work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => {}), delay(CLOSE_DEADLINE_MS, undefined, { ref: false })]);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
