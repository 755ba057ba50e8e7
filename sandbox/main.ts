/**
 * `npm run sandbox`: starts everything, says where it is, and runs until Ctrl-C.
 * Ends with 1 and a sentence when it cannot start.
 */
import { relative } from 'node:path';
import { readCommandLine, usage } from './command-line.ts';
import { connectTenants } from './connect-tenants.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { sandboxFilePath } from './sandbox-file.ts';

try {
  const commandLine = readCommandLine(process.argv.slice(2), Math.random);
  if (commandLine === 'help') console.log(usage);
  else await run(commandLine);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function run(commandLine: Exclude<ReturnType<typeof readCommandLine>, 'help'>): Promise<void> {
  const complain = (line: string): void => console.error(line);
  const trace = commandLine.verbose ? complain : () => {};
  const sandbox = await startSandbox({ ...commandLine, log: complain, trace });
  const stop = stopOnce(sandbox);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  if (commandLine.withParent) process.stdin.resume().on('end', stop).on('error', stop);
  if (commandLine.connectTenants) await connectTenants(sandbox.description);
  console.log(summarize(sandbox, commandLine.dataDirectory, commandLine.faultSeed));
}

function stopOnce(sandbox: Sandbox): () => void {
  let _stopping: Promise<void> | undefined;
  return () => {
    _stopping ??= sandbox.stop().then(
      // Standard input of --with-parent would keep the process alive.
      () => process.exit(0),
      (error: unknown) => {
        console.error('The sandbox did not stop cleanly:', error);
        process.exit(1);
      },
    );
  };
}

function summarize({ description }: Sandbox, dataDirectory: string, faultSeed: number): string {
  const { control, graph, keyVault, login, page, tenants } = description;
  const file = relative('.', sandboxFilePath(dataDirectory));
  const lines = tenants.map(({ key, mailboxes }) => {
    const addresses = mailboxes.map(({ address, inScope }) => (inScope ? address : `${address} (out of scope)`));
    return `  ${key.padEnd(12)} ${addresses.join(', ')}`;
  });
  return [
    'Microsoft 365 and Azure, as far as mail needs them, on this machine:',
    '',
    `  page         ${page}`,
    `  control      ${control}`,
    `  Graph        ${graph}`,
    `  login        ${login}`,
    `  Key Vault    ${keyVault}`,
    `  Service Bus  ${description.serviceBus.connectionString}`,
    '',
    'Tenants and their mailboxes:',
    ...lines,
    '',
    `Connection strings, the CA file and every setting are in ${file}; docs/sandbox.md says how to use them.`,
    `Faults are chosen with seed ${faultSeed}; repeat a run with --seed ${faultSeed}.`,
    'Ready. Open the page, put a message on the queue send-email, press Ctrl-C to stop.',
  ].join('\n');
}
