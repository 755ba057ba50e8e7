/**
 * Makes `require('@azure/functions-core')` answer inside this process, bundled or not, CommonJS or ESM.
 * The real worker patches `Module.prototype.require`; synchronous module hooks reach `import` as well.
 * The library falls back to a silent "test mode" without this module, so call it before any app code loads.
 */
import { registerHooks } from 'node:module';

const MODULE_NAME = '@azure/functions-core';
const MODULE_URL = 'functions-host:core';
/** How the generated module source, a string, reaches an object of this process. */
const KEY = 'functions-host.core-module';

export function provideCoreModule(coreModule: object): void {
  Object.assign(globalThis, { [Symbol.for(KEY)]: coreModule });
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === MODULE_NAME
        ? { url: MODULE_URL, format: 'commonjs', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === MODULE_URL
        ? {
            format: 'commonjs',
            source: `module.exports = globalThis[Symbol.for(${JSON.stringify(KEY)})];`,
            shortCircuit: true,
          }
        : next(url, context),
  });
}
