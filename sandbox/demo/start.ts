/**
 * `npm start`: the sandbox, the product as it is deployed, and a handful of demo mails; then it goes on running.
 * `--once` ends after the demo: 0 when everything went as told, 1 otherwise. Other flags are the sandbox's (`--help`).
 * Ctrl-C lets what is running end and stops cleanly; a second one stops at once.
 */
import { createServer } from 'node:net';
import { styleText } from 'node:util';
import { type CommandLine, readCommandLine, usage } from '../command-line.ts';
import { connectTenants } from '../connect-tenants.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { checkDemoMessage, type DemoResult } from './check-demo.ts';
import { makeDemoMessages } from './demo-messages.ts';
import { enqueue } from './enqueue.ts';
import { type OwnFlags, ownUsage, takeOwnFlags } from './own-flags.ts';
import { type Product, startProduct } from './product.ts';
import { describeEvent, nextSteps } from './what-to-show.ts';

const cleanUp: (() => Promise<void>)[] = [];
let isStopping = false;

try {
  const ownFlags = takeOwnFlags(process.argv.slice(2));
  const commandLine = readCommandLine(ownFlags.sandboxFlags, Math.random);
  if (commandLine === 'help') console.log(`${ownUsage}\n\n${usage}`);
  else await run(commandLine, ownFlags);
} catch (error) {
  // Ctrl-C while it starts ends what was being started; that is no failure.
  if (isStopping) await new Promise(() => undefined);
  console.error(
    `\n${styleText('red', 'Postbus could not go on.')} ${error instanceof Error ? error.message : String(error)}`,
  );
  await stop(1);
}

async function run(commandLine: CommandLine, { isOnce, crashOnMessageIds, ...flags }: OwnFlags): Promise<void> {
  stopOnSignals();
  const functionsPort = commandLine.ports.page === 0 ? 0 : flags.functionsPort;
  await checkPortIsFree(functionsPort);
  const sandbox = await startSandbox({ ...commandLine, log: (line) => console.error(line) });
  cleanUp.push(() => sandbox.stop());
  const { settings, tenants } = sandbox.description;
  console.log(`The sandbox of Microsoft's services runs. Connecting ${tenants.map(({ key }) => key).join(', ')} …`);
  await connectTenants(sandbox.description);
  const product = await startProduct({
    settings,
    port: functionsPort,
    crashOnMessageIds,
    restarts: true,
    print: showLine,
  });
  cleanUp.push(() => product.stop());
  console.log('Postbus runs: the bundle in build/app, as it is deployed.\n');
  const results = await runDemo(sandbox, product);
  const wentAsTold = results.every(({ ok }) => ok);
  if (isOnce) return stop(wentAsTold ? 0 : 1);
  console.log(nextSteps(sandbox.description, product.port));
  product.onEvent((event) => console.log(describeEvent(event)));
  await product.failed;
}

/** Said before anything starts, like the sandbox's own ports. */
async function checkPortIsFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    const remedy =
      'Stop it, choose another one with --port-functions <number>, or let everything choose with --free-ports.';
    server.once('error', (cause) =>
      reject(new Error(`Port ${port} is taken by another program. ${remedy}`, { cause })),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

async function runDemo(sandbox: Sandbox, product: Product): Promise<readonly DemoResult[]> {
  const messages = makeDemoMessages(Date.now().toString(36));
  console.log(`Putting ${messages.length} messages on the queue, as any producer does:\n`);
  await enqueue(sandbox.description.serviceBus.connectionString, messages);
  const results = await Promise.all(
    messages.map((message) => checkDemoMessage(message, { product, control: sandbox.description.control })),
  );
  for (const result of results) show(result);
  const failed = results.filter(({ ok }) => !ok).length;
  console.log(
    failed === 0 ? `\nAll ${results.length} went as told.` : `\n${failed} of ${results.length} did not go as told.`,
  );
  return results;
}

function show({ message, ok, lines }: DemoResult): void {
  const mark = ok ? styleText('green', '✓') : styleText('red', '✗');
  const [first, ...more] = lines;
  console.log(`  ${mark} ${message.tenant.padEnd(9)} ${message.what}\n              ${first}`);
  for (const line of more) console.log(`              ${styleText('dim', line)}`);
}

/** What the functions host says beside the events; how it drains is not worth a reader's time. */
function showLine(line: string): void {
  if (!isStopping) console.log(styleText('dim', line));
}

function stopOnSignals(): void {
  let isInterrupted = false;
  const onSignal = (): void => {
    if (isInterrupted) process.exit(1);
    isInterrupted = true;
    console.log('\nStopping: what is running may end …');
    stop(0).catch(() => process.exit(1));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
}

/** The product first, while everything it needs still runs. */
async function stop(code: number): Promise<void> {
  isStopping = true;
  for (const each of cleanUp.splice(0).reverse()) await each();
  process.exit(code);
}
