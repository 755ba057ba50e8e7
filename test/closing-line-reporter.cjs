// Jest's last word, in the plain form that scripts and people can read at a glance: "Tests: 12 passed, 0 failed, 0 skipped".
module.exports = class ClosingLineReporter {
  onRunComplete(
    _contexts,
    { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites },
  ) {
    // A test file that could not even be loaded counts as one failure: its tests are nowhere else in the sum.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    process.stdout.write(
      `\nTests: ${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped\n`,
    );
  }
};
