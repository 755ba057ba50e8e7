/**
 * Bundles every file in functions/ into one CommonJS file (the host loads it with `require`; an ES module bundle cannot reach
 * `@azure/functions-core`, which exists only inside the host), and puts host.json and a package.json that points at it beside it.
 * What is deployed is made without options; tests may put modules in front, and plug into the bundler.
 */
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { build, type Metafile, type Plugin } from 'esbuild';

export interface BundleOptions {
  /** Modules that run before the functions, from the repository's root. */
  readonly before?: readonly string[];
  readonly plugins?: readonly Plugin[];
}

/** @returns what esbuild tells of it; the bundle is `main.cjs` in the folder, which is made anew */
export async function bundleApp(folder: string, { before = [], plugins = [] }: BundleOptions = {}): Promise<Metafile> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    stdin: { contents: importAll([...before, ...functions()]), resolveDir: process.cwd(), sourcefile: 'functions.ts' },
    outfile: `${folder}/main.cjs`,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['@azure/functions-core'],
    minify: true,
    sourcemap: 'linked',
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
    plugins: [...plugins],
  });
  copyFileSync('host.json', `${folder}/host.json`);
  writeFileSync(
    `${folder}/package.json`,
    `${JSON.stringify({ name: nameOf(folder), private: true, type: 'commonjs', main: 'main.cjs' }, null, 2)}\n`,
  );
  return metafile;
}

/** One of its own for each build: two packages of the same name in one repository confuse tools that look for them. */
const nameOf = (folder: string): string => `postbus-${folder.replace(/^build\//, '')}`;

const functions = (): readonly string[] =>
  readdirSync('functions')
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `functions/${file}`);

const importAll = (files: readonly string[]): string => files.map((file) => `import './${file}';`).join('\n');
