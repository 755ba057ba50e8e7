/** Makes `build/app`: exactly what is deployed. `--quiet` says nothing where all is well. */
import { parseArgs } from 'node:util';
import { bundleApp } from './bundle-app.ts';

const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false } } });
const OUTPUT = 'build/app';

const { inputs, outputs } = await bundleApp(OUTPUT);
if (!values.quiet) {
  const kilobytes = Math.round((outputs[`${OUTPUT}/main.cjs`]?.bytes ?? 0) / 1024);
  console.log(`${OUTPUT}/main.cjs: ${kilobytes} KB of ${Object.keys(inputs).length} files`);
}
