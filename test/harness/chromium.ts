/**
 * Finds and starts a Chromium for browser tests: CHROMIUM_PATH, else Debian's or Chrome's usual places. Where there is none, `hasBrowser()` is false and one
 * line says how to get it; in CI, or with REQUIRE_BROWSER set, that is an error, because a skipped test there looks like a passed one.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const places = ['/usr/bin', '/usr/local/bin', '/opt/google/chrome'];
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Without the last five, Chromium looks up and calls its maker's hosts at every start. */
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function hasBrowser(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (chromiumPath(environment) !== undefined) {
    return true;
  }
  const remedy = 'Install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH.';
  if (environment.CI || environment.REQUIRE_BROWSER) {
    throw new Error(`The browser tests must run here, and no Chromium was found. ${remedy}`);
  }
  process.stderr.write(`Browser tests are skipped: no Chromium was found. ${remedy}\n`);
  return false;
}

export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath(process.env);
  if (executablePath === undefined) {
    throw new Error('No Chromium was found: ask hasBrowser() before launchChromium().');
  }
  // Chromium's own sandbox refuses to start as root, which is what CI machines run as.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...flags] : flags;
  return chromium.launch({ executablePath, args });
}

function chromiumPath(environment: NodeJS.ProcessEnv): string | undefined {
  const wanted = environment.CHROMIUM_PATH;
  if (wanted) {
    return existsSync(wanted) ? wanted : undefined;
  }
  const folders = [...places, ...(environment.PATH ?? '').split(delimiter)];
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), macChrome];
  return candidates.find((candidate) => existsSync(candidate));
}
