// Before each test file: whatever a process that it starts prints is kept, so that leak-reporter.cjs can search it when all are done.
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = process.env.TEST_OUTPUT_FOLDER;
const IS_WATCHED = Symbol.for('postbus: processes are watched');

// The module itself and not what a test file sees of it: all test files of this process share it.
const childProcess = process.getBuiltinModule('node:child_process');
if (folder && !childProcess[IS_WATCHED]) watchProcesses();

// Each way of starting one ends here: spawn, exec, execFile, fork.
function watchProcesses() {
  const { prototype } = childProcess.ChildProcess;
  const { spawn } = prototype;
  let streams = 0;
  childProcess[IS_WATCHED] = true;
  prototype.spawn = function spawnWatched(options) {
    const result = spawn.call(this, options);
    for (const stream of [this.stdout, this.stderr]) {
      // A file for each stream, so that no line of one is cut by another's.
      if (stream) keepOutput(stream, join(folder, `${process.pid}-${streams++}.log`));
    }
    return result;
  };
}

// On the way into the stream: a listener would set it flowing before the test reads it.
function keepOutput(stream, file) {
  const push = stream.push.bind(stream);
  stream.push = (chunk, encoding) => {
    if (chunk !== null) appendFileSync(file, chunk);
    return push(chunk, encoding);
  };
}
