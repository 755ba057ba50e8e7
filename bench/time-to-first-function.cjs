// Loads a bundle as the Functions worker does and prints how long the process has lived when the first function registers.
const Module = require('node:module');

const core = {
  version: '3.14.1',
  hostVersion: '4.1052.200',
  Disposable: class {},
  setProgrammingModel() {},
  getProgrammingModel() {},
  registerHook() {},
  log() {},
  registerFunction() {
    process.stdout.write(String(performance.now()));
    process.exit(0);
  },
};

const { require: plainRequire } = Module.prototype;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? core : plainRequire.call(this, id);
};

require(process.argv[2]);
