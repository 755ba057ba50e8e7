/**
 * `npm run error-codes`: writes docs/error-codes.md from the table of our codes and the tables of the services' answers.
 * `--check` writes nothing and fails where the file is not what would be written.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { errorCodesPage } from './error-codes/error-codes-page.ts';

const ERROR_CODES_FILE = 'docs/error-codes.md';

function main(isCheck: boolean): void {
  const wanted = errorCodesPage();
  if (!isCheck) {
    writeFileSync(ERROR_CODES_FILE, wanted);
  } else if (readCommitted() !== wanted) {
    console.error(`${ERROR_CODES_FILE} is not what the tables say. Run \`npm run error-codes\` and commit the result.`);
    process.exitCode = 1;
  }
}

function readCommitted(): string | undefined {
  try {
    return readFileSync(ERROR_CODES_FILE, 'utf8');
  } catch {
    return undefined;
  }
}

main(process.argv.includes('--check'));
