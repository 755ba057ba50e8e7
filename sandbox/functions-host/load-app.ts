/**
 * Loads a function app the way the worker does: every file that package.json's `main` matches, as CommonJS or ESM.
 * Promises: at least one function is registered when it resolves, and nothing can be registered afterwards.
 * Refuses when an entry point throws: since Node 20 the real worker blocks the whole app then.
 */
import { glob, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CoreApi } from './core-api.ts';
import { EntryPointFailure, StartRefusal } from './start-refusal.ts';

interface PackageJson {
  readonly main?: string;
  readonly type?: string;
}

export async function loadApp(appDirectory: string, core: CoreApi): Promise<void> {
  const manifest = await readManifest(appDirectory);
  for (const file of await findEntryPoints(appDirectory, manifest)) await loadEntryPoint(appDirectory, file, manifest);
  const model = core.programmingModel();
  if (model === undefined || core.functions.size === 0) {
    throw new StartRefusal([`No function is registered. Call app.http(), app.generic() … from ${manifest.main}.`]);
  }
  await core.runHooks('appStart', {
    hookData: {},
    appHookData: core.appHookData,
    functionAppDirectory: appDirectory,
  });
  const capabilities = await model.getCapabilities?.({});
  core.lock();
  if (capabilities?.HttpUri !== undefined) {
    throw new StartRefusal(['HTTP streaming is not played here. Remove enableHttpStream from app.setup().']);
  }
}

async function readManifest(appDirectory: string): Promise<PackageJson> {
  const file = path.join(appDirectory, 'package.json');
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new StartRefusal([`${file} cannot be read (${reason(cause)}). Build the app first, or correct --app.`], {
      cause,
    });
  }
}

async function findEntryPoints(appDirectory: string, manifest: PackageJson): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob(manifest.main ?? [], { cwd: appDirectory })) files.push(file);
  if (files.length > 0) return files.sort();
  throw new StartRefusal([`No file matches "main" (${manifest.main ?? 'not set'}) of the app's package.json.`]);
}

async function loadEntryPoint(appDirectory: string, file: string, manifest: PackageJson): Promise<void> {
  const fullPath = path.resolve(appDirectory, file);
  const isModule = file.endsWith('.mjs') || (!file.endsWith('.cjs') && manifest.type === 'module');
  try {
    if (isModule) await import(pathToFileURL(fullPath).href);
    else createRequire(fullPath)(fullPath);
  } catch (cause) {
    throw new EntryPointFailure([`The entry point ${file} failed while it was loading: ${reason(cause)}`], { cause });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
