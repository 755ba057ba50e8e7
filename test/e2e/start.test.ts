import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { identityHeader } from '../../sandbox/managed-identity/managed-identity-routes.ts';
import { defaultPorts } from '../../sandbox/ports.ts';
import { parseSettings } from '../../shared/settings.ts';

const run = promisify(execFile);

describe('npm start', () => {
  test('sends the demo mails, says that all went as told, and ends with 0', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'postbus-demo-'));
    try {
      const flags = ['--once', '--free-ports', '--in-memory', '--data', folder];
      const { stdout } = await run(process.execPath, ['sandbox/demo/start.ts', ...flags], { timeout: 90_000 });
      expect(stdout).toMatch(/All 6 went as told\.\s*$/);
      expect(stdout).toContain('2 on the queue, 1 in the mailbox');
      expect(stdout).toContain('refused: ERR_MESSAGE_INVALID');
      expect(stdout).not.toMatch(/eyJ[\w-]+\.|SharedAccessKey=|AccountKey=/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 100_000);

  test('is refused by the app with every wrong setting at once, and what to do about each', async () => {
    const environment = {
      PATH: process.env.PATH ?? '',
      POSTBUS_KEY_VAULT_URL: 'http://vault',
      POSTBUS_TABLE_STORGE: 'x',
    };
    const host = run(process.execPath, ['sandbox/functions-host/main.ts', '--app', 'build/app', '--port', '0'], {
      env: environment,
      timeout: 30_000,
    });
    const { stderr, code } = await host.then(
      () => ({ stderr: '', code: 0 }),
      (error: { stderr: string; code: number }) => error,
    );
    expect(code).toBe(1);
    for (const name of [
      'ServiceBus__fullyQualifiedNamespace',
      'POSTBUS_TABLE_STORAGE',
      'POSTBUS_KEY_VAULT_URL',
      'POSTBUS_TABLE_STORGE',
    ])
      expect(stderr).toContain(name);
    expect(stderr).toContain('https://<account>.table.core.windows.net');
  }, 40_000);
});

describe('local.settings.example.json', () => {
  test('has the sandbox’s own ports and header, and settings that Postbus takes', async () => {
    const { Values } = JSON.parse(await readFile('local.settings.example.json', 'utf8'));
    expect(Values).toMatchObject({
      ServiceBus: expect.stringContaining(`localhost:${defaultPorts.amqp};`),
      POSTBUS_SERVICE_BUS_ADMINISTRATION: expect.stringContaining(`localhost:${defaultPorts.administration};`),
      POSTBUS_KEY_VAULT_URL: `https://localhost:${defaultPorts['key-vault']}`,
      POSTBUS_LOGIN_ENDPOINT: `https://localhost:${defaultPorts.login}`,
      POSTBUS_GRAPH_ENDPOINT: `https://localhost:${defaultPorts.graph}`,
      IDENTITY_ENDPOINT: `http://localhost:${defaultPorts.identity}/msi/token`,
      IDENTITY_HEADER: identityHeader,
      POSTBUS_CA_FILE: '.postbus/ca.pem',
    });
    expect([defaultPorts.blob, defaultPorts.queue, defaultPorts.table]).toEqual([10_000, 10_001, 10_002]);
    const ca = path.join(await mkdtemp(path.join(tmpdir(), 'postbus-ca-')), 'ca.pem');
    await writeFile(ca, 'a certificate');
    expect(parseSettings({ ...Values, POSTBUS_CA_FILE: ca })).toMatchObject({
      serviceBus: { kind: 'connection-string' },
    });
    await rm(path.dirname(ca), { recursive: true });
  });
});
