// Searches all that a test run printed for secrets, tokens and keys, and fails the run for one: what processes printed that tests started
// (capture-output.cjs), what tests logged, and what failed tests say. "No secret in a log" is a promise of the product.
const { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = class LeakReporter {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'postbus-test-output-'));
    // The processes that run test files are started later, and inherit it.
    process.env.TEST_OUTPUT_FOLDER = this.folder;
  }

  onTestResult(test, { console: logged, failureMessage }) {
    const printed = [...(logged ?? []).map(({ message }) => message), ...(failureMessage ? [failureMessage] : [])];
    if (printed.length > 0) appendFileSync(join(this.folder, `${nameOf(test)}.log`), `${printed.join('\n')}\n`);
  }

  async onRunComplete() {
    const { findLeaks } = await import('./find-leaks.ts');
    const files = readdirSync(this.folder);
    let characters = 0;
    const found = files.flatMap((file) => {
      const text = readFileSync(join(this.folder, file), 'utf8');
      characters += text.length;
      return findLeaks(text).map(({ kind, line }) => `${kind} in line ${line} of ${join(this.folder, file)}`);
    });
    if (found.length > 0) {
      this.error = new Error(`The output of the tests holds what it must not:\n${found.slice(0, 20).join('\n')}`);
      process.stdout.write(`\n${this.error.message}\n`);
      return;
    }
    rmSync(this.folder, { recursive: true });
    const megabytes = (characters / 1_000_000).toFixed(1);
    process.stdout.write(`\nNo secret, token or key in ${megabytes} MB of output from ${files.length} sources.\n`);
  }

  getLastError() {
    return this.error;
  }
};

const nameOf = ({ path }) => path.replaceAll(/[^\w.-]+/g, '-').slice(-150);
