// Jest's transformer: Node's own type stripping, so that tests run exactly what `node file.ts` runs, with exact lines.
const { createHash } = require('node:crypto');
const { stripTypeScriptTypes } = require('node:module');

module.exports = {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, path, { configString }) =>
    createHash('sha256').update(source).update(path).update(process.version).update(configString).digest('hex'),
};
