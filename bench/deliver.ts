/**
 * Enqueues small messages over 50 mailboxes of 10 tenants and measures to the last mail in its mailbox. The sandbox and the
 * product are processes of their own; the product's CPU and memory are those of its process alone (the sandbox's functions
 * host and its Service Bus receiver included, which in Azure are the host's).
 */
import { parseArgs } from 'node:util';
import { type Measured, measureDelivery } from './measure-delivery.ts';

export async function benchDeliver(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string', default: '5000' },
      latency: { type: 'string', default: '0,5,100' },
      plan: { type: 'string', default: 'draft' },
      memory: { type: 'boolean', default: false },
    },
  });
  const messages = Number(values.messages);
  const plan = values.plan === 'direct' ? 'direct' : 'draft';
  console.log(`| plan | Graph latency, ms | messages | seconds | mails/s | CPU ms a mail | Graph calls a mail | table calls a mail | Entra calls | Key Vault calls | RSS start, MB | RSS end, MB | heap end, MB |
|---|---|---|---|---|---|---|---|---|---|---|---|---|`);
  for (const latency of values.latency.split(',').map(Number)) {
    for (const measured of await measureDelivery({
      rounds: values.memory ? [messages, messages * 4] : [messages],
      latency,
      plan,
    }))
      console.log(toRow(measured));
  }
}

function toRow({ plan, latency, messages, seconds, cpuMs, calls, start, end }: Measured): string {
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  const cells = [
    plan,
    latency,
    messages,
    seconds.toFixed(1),
    (messages / seconds).toFixed(0),
    (cpuMs / messages).toFixed(2),
    (calls.graph / messages).toFixed(3),
    (calls.tables / messages).toFixed(3),
    calls.login,
    calls.vault,
    megabytes(start.rss),
    megabytes(end.rss),
    megabytes(end.heapUsed),
  ];
  return `| ${cells.join(' | ')} |`;
}
