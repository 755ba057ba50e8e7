import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { expandSettings, readAppSettings } from '../../../../sandbox/functions-host/app-settings.ts';

const directories: string[] = [];

afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

async function setup(content: string): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'postbus-settings-'));
  directories.push(directory);
  const file = path.join(directory, 'local.settings.json');
  await writeFile(file, content);
  return file;
}

describe('app settings', () => {
  test('lets the environment win over the file', async () => {
    const file = await setup('{"IsEncrypted":false,"Values":{"QUEUE":"from file","OTHER":"from file"}}');

    const settings = await readAppSettings(file, { QUEUE: 'from environment' });

    expect(settings).toEqual({ QUEUE: 'from environment', OTHER: 'from file' });
  });

  test('is the environment alone without a file', async () => {
    expect(await readAppSettings(undefined, { QUEUE: 'q' })).toEqual({ QUEUE: 'q' });
  });

  test('refuses an encrypted file, one that is no JSON, and one that is not there', async () => {
    await expect(readAppSettings(await setup('{"IsEncrypted":true}'), {})).rejects.toThrow('func settings decrypt');
    await expect(readAppSettings(await setup('{'), {})).rejects.toThrow('cannot be read');
    await expect(readAppSettings('/nowhere/local.settings.json', {})).rejects.toThrow('cannot be read');
  });

  test('replaces every placeholder and collects what is missing', () => {
    const problems: string[] = [];

    expect(expandSettings('%A%-%B%-%C%', { A: 'a', C: '' }, problems)).toBe('a-%B%-');
    expect(problems).toEqual([expect.stringContaining('setting B (for %B%) is missing')]);
  });
});
