import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TableClient } from '@azure/data-tables';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../harness/eventually.ts';

const running: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** With its output piped to us, as a terminal or a test has it: killed, its children lose where they write to. */
async function startKept(
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly tables: TableClient; readonly azurite: string }> {
  const child = spawn(process.execPath, ['sandbox/main.ts', '--free-ports', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  // The file of a killed sandbox is still there; ours has our process in it.
  const file = await eventually('sandbox.json', async () => {
    const found = await readFile(path.join(folder, 'sandbox.json'), 'utf8').then(JSON.parse, () => undefined);
    return found?.pid === child.pid ? found : undefined;
  });
  const { connectionString } = file.tables;
  // Its tables are behind a proxy that dies with the sandbox; its blobs show how long Azurite itself lives.
  const azurite = /BlobEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? '';
  return {
    child,
    azurite,
    tables: TableClient.fromConnectionString(connectionString, 'kept', { allowInsecureConnection: true }),
  };
}

describe('a killed sandbox', () => {
  test('keeps what was written to its tables a moment before', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'postbus-killed-'));
    folders.push(folder);
    const first = await startKept(folder);
    await first.tables.createTable();
    for (let row = 0; row < 20; row += 1) await first.tables.createEntity({ partitionKey: 'p', rowKey: `${row}` });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    await eventually('Azurite gone', () =>
      fetch(first.azurite).then(
        () => undefined,
        () => true,
      ),
    );
    const second = await startKept(folder);
    const kept = [];
    for await (const { rowKey } of second.tables.listEntities()) kept.push(rowKey);
    expect(kept).toHaveLength(20);
  }, 60_000);
});
