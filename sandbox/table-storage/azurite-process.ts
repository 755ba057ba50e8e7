/**
 * The child process that runs Azurite, Microsoft's storage emulator.
 * Tells its parent by IPC on which ports it listens (Azurite prints "0" for its table service when asked for any free
 * port) and ends when the parent goes away, even by kill -9: the IPC channel closes with it.
 * Arguments: `all` or `table`, then Azurite's own.
 */
import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import type { Server } from 'node:net';

/** Azurite waits for open transfers when it closes; whoever stopped it should not have to. */
const CLOSE_DEADLINE_MS = 3_000;

const entryPoints = { all: 'azurite/dist/src/azurite.js', table: 'azurite/dist/src/table/main.js' } as const;

subscribe('tracing:net.server.listen:asyncEnd', (event) => {
  const address = (event as { server: Server }).server.address();
  if (address !== null && typeof address === 'object') process.send?.({ listening: address.port });
});

// When the parent is killed its end of the pipes is gone: without these, Azurite's own last words end it in the middle of saving.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.once('disconnect', () => {
  setTimeout(() => process.exit(0), CLOSE_DEADLINE_MS).unref();
  process.emit('SIGINT');
});

// Azurite reads process.argv by itself, so the first argument, which is ours, must be gone before it loads.
const [mode] = process.argv.splice(2, 1);
createRequire(import.meta.url)(mode === 'table' ? entryPoints.table : entryPoints.all);
