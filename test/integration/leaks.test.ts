import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** Shaped like a client secret of Entra ID. */
const secret = `abc8Q~${randomBytes(30).toString('base64url').slice(0, 34)}`;

/** Its output goes to a file: through a pipe of ours it would be output of this test run, which is searched as well. */
async function runPlanted(file: string, planted: string) {
  const folder = await mkdtemp(join(tmpdir(), 'postbus-planted-'));
  const output = await open(join(folder, 'output.log'), 'w+');
  try {
    const flags = [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ];
    const child = spawn(process.execPath, [...flags, '--config', 'test/fixtures/leaks/jest.config.json', file], {
      env: { PATH: process.env.PATH, PLANTED: planted, TMPDIR: folder },
      stdio: ['ignore', output.fd, output.fd],
    });
    const [exitCode] = await once(child, 'close');
    return { exitCode, printed: await readFile(join(folder, 'output.log'), 'utf8') };
  } finally {
    await output.close();
    await rm(folder, { recursive: true });
  }
}

const PLANTED = ['process.planted.ts', 'exec-file.planted.ts', 'console.planted.ts'];

describe('a test run whose tests all pass', () => {
  test.each(PLANTED)('fails when a secret is printed in %s', async (file) => {
    const { exitCode, printed } = await runPlanted(file, secret);
    expect(exitCode).not.toBe(0);
    expect(printed).toContain('a client secret in line 1 of');
    expect(printed.slice(printed.indexOf('holds what it must not'))).not.toContain(secret);
  });

  test.each(PLANTED)('passes when nothing is planted in %s', async (file) => {
    const { exitCode, printed } = await runPlanted(file, 'a secret that was redacted: [secret]');
    expect(printed).toContain('No secret, token or key in');
    expect(exitCode).toBe(0);
  });
});
