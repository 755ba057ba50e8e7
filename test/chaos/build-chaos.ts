/**
 * Makes the product under test: the same functions, with some modules replaced by those in inside/. What is deployed carries none
 * of it. Fails where a module that is to be replaced is no longer imported from where it was.
 */
import { basename, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundleApp } from '../../tools/bundle-app.ts';

export interface ChaosBuild {
  /** A product that never looks what became of a send in doubt: to see that the storm finds it out. */
  readonly withoutReconcile?: boolean;
}

const FLOWS = ['deliver-message.ts', 'record-dead-letter.ts', 'probe-holds.ts', 'keep-house.ts'];

/** @returns the folder of the built app */
export async function buildChaos({ withoutReconcile = false }: ChaosBuild = {}): Promise<string> {
  const folder = withoutReconcile ? 'build/chaos-without-reconcile' : 'build/chaos';
  const files = withoutReconcile ? [...FLOWS, 'reconcile.ts'] : FLOWS;
  const replaced = new Set<string>();
  const before = ['test/chaos/inside/shift-clock.ts', 'test/chaos/inside/gate.ts'];
  await bundleApp(folder, { before, plugins: [replaceModules(files, replaced)] });
  const missing = files.filter((file) => !replaced.has(file));
  if (missing.length > 0) throw new Error(`Nothing imports ${missing.join(', ')} any more: correct build-chaos.ts.`);
  return folder;
}

/** The flows where compose.ts imports them, reconcile.ts wherever the flow does; a replacement gets the real one. */
function replaceModules(files: readonly string[], replaced: Set<string>): Plugin {
  const shared = resolve('shared');
  return {
    name: 'replace-modules',
    setup({ onResolve }) {
      onResolve({ filter: /\.ts$/ }, ({ path, importer }) => {
        const file = basename(path);
        const isOurs = importer.startsWith(shared) && (file === 'reconcile.ts' || basename(importer) === 'compose.ts');
        if (!isOurs || !files.includes(file)) return undefined;
        replaced.add(file);
        return { path: resolve('test/chaos/inside', file) };
      });
    },
  };
}
