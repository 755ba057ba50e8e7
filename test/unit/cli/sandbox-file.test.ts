import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { useSandbox } from '../../../cli/open-operator.ts';
import { findSandboxFile, hasAzureSettings } from '../../../cli/sandbox-file.ts';

const root = mkdtempSync(join(tmpdir(), 'postbus-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const settings = { ServiceBus: 'Endpoint=sb://localhost', POSTBUS_KEY_VAULT_URL: 'https://localhost:1' };
let projects = 0;

/** A project with a folder in it, and what the sandbox's file says. */
function setup(content: unknown = { pid: 42, control: 'http://localhost:1/control', settings, tenants: [] }) {
  projects += 1;
  const project = join(root, String(projects), 'project');
  const inside = join(project, 'docs', 'deep');
  mkdirSync(inside, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{}');
  const put = (folder: string): void => {
    mkdirSync(join(folder, '.postbus'), { recursive: true });
    writeFileSync(
      join(folder, '.postbus', 'sandbox.json'),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  };
  return { project, inside, above: join(project, '..'), put };
}

describe('the sandbox of a project', () => {
  test('is found from any folder of the project', () => {
    const { project, inside, put } = setup();
    put(project);
    expect(findSandboxFile(inside)).toMatchObject({ pid: 42, settings });
    expect(findSandboxFile(project)).toMatchObject({ pid: 42 });
  });

  test('is not looked for above the project: anybody could have put a file there', () => {
    const { inside, above, put } = setup();
    put(above);
    expect(findSandboxFile(inside)).toBeUndefined();
  });

  test.each([
    '{"pid":',
    '{}',
    '{"pid":-1,"control":"http://localhost:1","settings":{}}',
    '{"pid":1,"control":"http://localhost:1","settings":{"a":1}}',
    '{"pid":1,"settings":{}}',
  ])('with the file %j cannot be used', (content) => {
    const { project, put } = setup(content);
    put(project);
    expect(() => findSandboxFile(project)).toThrow(/cannot be read/);
  });

  test('is not used where the environment says anything about Azure', () => {
    expect(
      [{ ServiceBus: 'x' }, { ServiceBus__fullyQualifiedNamespace: 'x' }, { POSTBUS_KEY_VAULT_URL: 'x' }].map(
        hasAzureSettings,
      ),
    ).toEqual([true, true, true]);
    expect([{}, { PATH: 'x' }, { ServiceBus: '' }, { ServiceBusiness: 'x' }].map(hasAzureSettings)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('is used with its own identity, whatever sign-in this machine has', () => {
    const environment: Record<string, string | undefined> = {
      AZURE_CLIENT_ID: 'mine',
      AZURE_CLIENT_SECRET: 'mine',
      PATH: 'kept',
    };
    useSandbox(environment, { settings: { ...settings, IDENTITY_ENDPOINT: 'http://localhost:2' } });
    expect(environment).toMatchObject({
      ...settings,
      IDENTITY_ENDPOINT: 'http://localhost:2',
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
      PATH: 'kept',
    });
    expect(environment).not.toHaveProperty('AZURE_CLIENT_ID');
  });
});
