/**
 * Makes `build/app`: exactly what is deployed. One CommonJS bundle of every file in functions/ (the host loads it with
 * `require`; an ES module bundle cannot reach `@azure/functions-core`, which exists only inside the host), host.json and
 * a package.json that points at the bundle.
 */
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false } } });
const OUTPUT = 'build/app';

rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT, { recursive: true });
const { metafile } = await build({
  stdin: { contents: importEveryFunction(), resolveDir: process.cwd(), sourcefile: 'functions.ts' },
  outfile: `${OUTPUT}/main.cjs`,
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
});
copyFileSync('host.json', `${OUTPUT}/host.json`);
writeFileSync(
  `${OUTPUT}/package.json`,
  `${JSON.stringify({ name: 'postbus-app', private: true, type: 'commonjs', main: 'main.cjs' }, null, 2)}\n`,
);
if (!values.quiet)
  console.log(`${OUTPUT}/main.cjs: ${sizeOf('main.cjs')} KB of ${Object.keys(metafile.inputs).length} files`);

function importEveryFunction(): string {
  const files = readdirSync('functions').filter((file) => file.endsWith('.ts'));
  return files.map((file) => `import './functions/${file}';`).join('\n');
}

function sizeOf(file: string): number {
  return Math.round((metafile.outputs[`${OUTPUT}/${file}`]?.bytes ?? 0) / 1024);
}
