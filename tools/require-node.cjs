// The first step of `npm start`, `npm test` and their like. CommonJS in old syntax, so that an old Node can still read it
// and say what is wrong instead of failing on the first modern line elsewhere.
var needed = [24, 9];
var found = process.versions.node.split('.').map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  console.error(
    'Postbus needs Node ' +
      needed.join('.') +
      ' or newer; this is Node ' +
      process.versions.node +
      '.\n' +
      'On Linux x64 `npm ci` brings it along and every `npm run` script uses it: run `npm ci`, then this command again.\n' +
      'Elsewhere install Node 24 (see .nvmrc), for example with `nvm install`.',
  );
  process.exit(1);
}
