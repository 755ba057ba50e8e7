import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { TableClient } from '@azure/data-tables';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Azurite, type AzuriteOptions, startAzurite } from '../../../sandbox/table-storage/azurite.ts';

const anyPorts = { blob: 0, queue: 0, table: 0 };
const modulePath = path.resolve('sandbox/table-storage/azurite.ts');
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function setup(options: Partial<AzuriteOptions> = {}): Promise<{ azurite: Azurite; table: TableClient }> {
  const azurite = await startAzurite({ ports: anyPorts, tableOnly: true, log: () => {}, ...options });
  cleanUps.push(azurite.stop);
  const table = TableClient.fromConnectionString(azurite.connectionString, 'ledger', { allowInsecureConnection: true });
  return { azurite, table };
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'postbus-azurite-'));
  cleanUps.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe('azurite', () => {
  test('serves tables alone on a free port, through the real SDK', async () => {
    const { azurite, table } = await setup();

    await table.createTable();
    await table.createEntity({ partitionKey: 'contoso', rowKey: 'message:1', state: 'sent' });

    expect(await table.getEntity('contoso', 'message:1')).toMatchObject({ state: 'sent' });
    expect(azurite.tableEndpoint).toBe(`http://127.0.0.1:${azurite.ports.table}/devstoreaccount1`);
    expect(azurite.connectionString).not.toContain('BlobEndpoint');
  }, 30_000);

  test('serves blob, queue and table, each where the connection string says', async () => {
    const { azurite } = await setup({ tableOnly: false });

    for (const service of ['blob', 'queue', 'table'] as const) {
      const port = azurite.ports[service];
      const name = `${service.charAt(0).toUpperCase()}${service.slice(1)}Endpoint`;
      expect(azurite.connectionString).toContain(`;${name}=http://127.0.0.1:${port}/devstoreaccount1;`);
      const answer = await fetch(`http://127.0.0.1:${port}/devstoreaccount1`);
      expect(answer.headers.get('server')?.toLowerCase()).toContain(`azurite-${service}`);
    }
  }, 30_000);

  test('keeps what a directory holds when it is started again', async () => {
    const directory = await temporaryDirectory();
    const first = await setup({ directory });
    await first.table.createTable();
    await first.table.createEntity({ partitionKey: 'contoso', rowKey: 'message:1' });
    await first.azurite.stop();

    const second = await setup({ directory });

    expect(await second.table.getEntity('contoso', 'message:1')).toMatchObject({ rowKey: 'message:1' });
  }, 30_000);

  test('names the port that is taken and says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    cleanUps.push(async () => taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;

    const start = startAzurite({ ports: { ...anyPorts, table: port }, tableOnly: true, log: () => {} });

    await expect(start).rejects.toThrow(`Port ${port} is already in use: stop what listens there`);
  }, 30_000);

  test('ends with its parent, even when the parent is killed', async () => {
    const script = `
      import { startAzurite } from ${JSON.stringify(pathToFileURL(modulePath).href)};
      const azurite = await startAzurite({ ports: ${JSON.stringify(anyPorts)}, tableOnly: true, log: () => {} });
      console.log(azurite.ports.table);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUps.push(async () => parent.kill('SIGKILL'));
    const [port] = await once(createInterface({ input: parent.stdout }), 'line');
    const url = `http://127.0.0.1:${port}/devstoreaccount1`;
    expect((await fetch(url)).status).toBeGreaterThanOrEqual(200);

    parent.kill('SIGKILL');

    await untilRefused(url);
  }, 30_000);
});

/** Polls until nothing listens; the test's own time limit ends the wait. */
async function untilRefused(url: string): Promise<void> {
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (await answers()) await delay(20);
}
