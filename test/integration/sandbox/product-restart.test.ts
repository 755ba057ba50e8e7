import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type ProductOptions, startProduct } from '../../../sandbox/demo/product.ts';
import { startBrokerProcess } from '../../fixtures/functions-app/running-broker.ts';
import { eventually } from '../../harness/eventually.ts';

const cleanUps: (() => Promise<unknown>)[] = [];

jest.setTimeout(60_000);

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function setup(options: Partial<ProductOptions> = {}) {
  const args = ['--queue', 'text', '--queue', 'bytes', '--lock-ms', '300', '--max-delivery-count', '2'];
  const broker = await startBrokerProcess(args);
  cleanUps.push(broker.kill);
  const lines: string[] = [];
  const product = await startProduct({
    appDirectory: path.resolve('test/fixtures/functions-app/complete'),
    settings: { ServiceBus: broker.connectionString, TEXT_QUEUE: 'text', BYTES_QUEUE: 'bytes' },
    port: 0,
    crashOnMessageIds: ['poison-*'],
    print: (line) => lines.push(line),
    ...options,
  });
  cleanUps.push(product.stop);
  const send = () =>
    broker.client.createSender('bytes').sendMessages({ body: Buffer.from('x'), messageId: 'poison-1' });
  return { product, send, lines };
}

describe('the demo’s functions host', () => {
  test('is started again on its port, and says so, each time a message kills it', async () => {
    const { product, send, lines } = await setup({ restarts: true });

    await send();

    await eventually('the dead letter handed over', async () => lines.find((line) => line.includes('[dead] {')));
    const told = lines.filter((line) => line.includes('ended by itself (SIGKILL). It starts again now'));
    expect(told).toHaveLength(2);
    const status = await fetch(`http://127.0.0.1:${product.port}/admin/host/status`);
    expect(await status.json()).toMatchObject({ state: 'Running' });
  });

  test('stays dead where nobody asked for a restart, and tells how it ended', async () => {
    const { product, send } = await setup();

    await send();

    await expect(product.failed).rejects.toThrow('The functions host ended by itself (SIGKILL).');
  });

  test('does not go on when it refuses its first start', async () => {
    const start = setup({ restarts: true, settings: {} });

    await expect(start).rejects.toThrow('The functions host did not start (code 1).');
  });

  test('is not started a third time when it refuses its second start', async () => {
    const squatter = createServer();
    cleanUps.push(async () => squatter.close());
    let port = 0;
    const takePort = (line: string) => {
      if (line.includes('starts again now')) squatter.listen(port, '127.0.0.1');
    };
    const { product } = await setup({ restarts: true, print: takePort });
    port = product.port;

    product.signal('SIGKILL');

    await expect(product.failed).rejects.toThrow('The functions host ended by itself (code 1).');
  });

  test('can be stopped while it waits for its next start', async () => {
    const { product, lines } = await setup({ restarts: true });
    const waiting = eventually('a start that waits', async () => {
      product.signal('SIGKILL');
      return lines.find((line) => /starts again in \d+ s/.test(line));
    });

    await waiting;

    await product.stop();
    const before = lines.length;
    await expect(fetch(`http://127.0.0.1:${product.port}/admin/host/status`)).rejects.toThrow();
    expect(lines).toHaveLength(before);
  });
});
