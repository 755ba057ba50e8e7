import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findImportViolations } from '../../../tools/check-imports.ts';

/** What the check says of a tree with these files. */
function violationsIn(files: Readonly<Record<string, string>>): readonly string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'postbus-imports-'));
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, file), source);
    }
    return findImportViolations(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A file that breaks a rule, and what it must not import. */
const planted: readonly (readonly [file: string, specifier: string])[] = [
  ['shared/message/a.ts', '../delivery/ledger.ts'],
  ['shared/message/a.ts', '../tenant/connection.ts'],
  ['shared/message/a.ts', '../duration.ts'],
  ['shared/delivery/a.ts', '../services/graph/graph-client.ts'],
  ['shared/delivery/a.ts', '../compose.ts'],
  ['shared/tenant/a.ts', '../services/key-vault/keys.ts'],
  ['shared/tenant/a.ts', '../compose-operator.ts'],
  ['shared/alert/a.ts', '../services/webhook/post-with-fetch.ts'],
  ['shared/log/a.ts', '../services/probes.ts'],
  ['shared/log/a.ts', '../settings.ts'],
  ['shared/health/a.ts', '../services/probes.ts'],
  ['shared/services/graph/a.ts', '../../compose.ts'],
  ['shared/compose.ts', '@azure/functions'],
  ['shared/delivery/a.ts', '@azure/service-bus'],
  ['shared/settings.ts', '@microsoft/microsoft-graph-client'],
  ['shared/settings.ts', 'node:process'],
  ['shared/settings.ts', './delivery/deadlines.ts'],
  ['shared/settings-alerts.ts', './duration.ts'],
  ['cli/a.ts', '@azure/identity'],
  ['sandbox/graph/a.ts', '@microsoft/microsoft-graph-client'],
  ['functions/a.ts', '../shared/delivery/deliver-message.ts'],
  ['functions/a.ts', '../shared/compose-operator.ts'],
  ['functions/a.ts', '@azure/service-bus'],
  ['functions/a.ts', 'node:fs'],
  ['functions/a.ts', '../cli/postbus.ts'],
  ['cli/commands/a.ts', '../../shared/services/table-storage/table.ts'],
  ['cli/commands/a.ts', '../../shared/compose.ts'],
  ['cli/commands/a.ts', '../../shared/delivery/deliver-message.ts'],
  ['cli/a.ts', '../functions/health.ts'],
  ['shared/delivery/a.ts', '../../functions/health.ts'],
  ['shared/a.ts', '../cli/postbus.ts'],
  ['sandbox/a.ts', '../shared/duration.ts'],
  ['sandbox/a.ts', '../functions/health.ts'],
  ['sandbox/a.ts', '../cli/sandbox-file.ts'],
  ['shared/a.ts', '../sandbox/clock.ts'],
  ['cli/a.ts', '../sandbox/sandbox-file.ts'],
  ['functions/a.ts', '../sandbox/clock.ts'],
  ['client/a.ts', '../shared/delivery/ledger.ts'],
  ['shared/a.ts', '../test/harness/no-network.ts'],
  ['sandbox/a.ts', '../tools/build.ts'],
  ['shared/message/a.ts', 'fast-check'],
  ['sandbox/a.ts', '@jest/globals'],
  ['cli/a.ts', 'ajv/dist/2020.js'],
  ['bench/a.ts', 'playwright-core'],
];

const ways: readonly (readonly [way: string, write: (specifier: string) => string])[] = [
  ['import', (specifier) => `import { x } from '${specifier}';`],
  ['import over several lines', (specifier) => `import {\n  type X,\n  x,\n} from '${specifier}';`],
  ['import of a type', (specifier) => `import type { X } from '${specifier}';`],
  ['import for its effect', (specifier) => `import '${specifier}';`],
  ['import as a namespace', (specifier) => `import * as x from '${specifier}';`],
  ['re-export', (specifier) => `export { x } from '${specifier}';`],
  ['re-export of everything', (specifier) => `export * from '${specifier}';`],
  ['re-export of a type', (specifier) => `export type { X } from '${specifier}';`],
  ['import when it runs', (specifier) => `const x = await import('${specifier}');`],
  ['second import of a line', (specifier) => `await Promise.all([import('zod'), import('${specifier}')]);`],
  ['type in its place', (specifier) => `type X = import('${specifier}').X;`],
];

describe('import rules', () => {
  test.each(planted)('are broken by %s with %s', (file, specifier) => {
    const violations = violationsIn({ [file]: `import { x } from '${specifier}';\n` });

    expect(violations).not.toEqual([]);
    for (const violation of violations) expect(violation).toMatch(new RegExp(`^${file} must not import .+: .+`));
  });

  test.each(ways)('see an %s', (_way, write) => {
    expect(violationsIn({ 'shared/delivery/a.ts': `${write('../services/probes.ts')}\n` })).toHaveLength(1);
  });

  test('see nothing in a comment or in text', () => {
    const source = [
      "// import('../services/probes.ts')",
      '/**',
      " * import { x } from '../services/probes.ts';",
      ' */',
      'export const from = \'import { x } from "../services/probes.ts"\';',
    ].join('\n');

    expect(violationsIn({ 'shared/delivery/a.ts': source })).toEqual([]);
  });

  test('refuse an import whose name is worked out when the code runs', () => {
    expect(violationsIn({ 'shared/a.ts': 'await import(name);\n' })).toEqual([
      expect.stringMatching(/must not import computed/),
    ]);
  });

  test('let the environment be read by compose, once', () => {
    expect(violationsIn({ 'shared/compose.ts': 'parseSettings(process.env);\n' })).toEqual([]);
    expect(violationsIn({ 'shared/compose.ts': 'f(process.env);\ng(process.env.X);\n' })).toHaveLength(1);
    expect(violationsIn({ 'shared/delivery/a.ts': 'const { env } = process;\n' })).toHaveLength(1);
    expect(violationsIn({ 'shared/services/a.ts': 'process.env.X\n' })).toHaveLength(1);
  });

  test('are broken by a circle, of types as well, in any folder', () => {
    const circle = {
      'test/a.ts': "import type { B } from './b.ts';\n",
      'test/b.ts': "export * from './deeper/c.ts';\n",
      'test/deeper/c.ts': "const a = await import('../a.ts');\n",
      'test/d.ts': "import { a } from './a.ts';\n",
    };

    expect(violationsIn(circle)).toEqual([
      'these files import each other in a circle: test/a.ts -> test/b.ts -> test/deeper/c.ts',
    ]);
  });

  test('are broken by a file that imports itself', () => {
    expect(violationsIn({ 'tools/a.ts': "import { a } from './a.ts';\n" })).toHaveLength(1);
  });

  test('let through what each folder is there for', () => {
    const sound = {
      'functions/a.ts': "import { app } from '@azure/functions';\nimport { b } from '../shared/compose.ts';\n",
      'shared/compose.ts': "import { c } from './services/c.ts';\nimport { d } from './delivery/d.ts';\n",
      'shared/services/c.ts': "import { x } from '@azure/data-tables';\nimport type { D } from '../delivery/d.ts';\n",
      'shared/delivery/d.ts': "import * as z from 'zod';\nimport { e } from '../message/e.ts';\n",
      'shared/message/e.ts': "import { createHash } from 'node:crypto';\n",
      'cli/f.ts': "import { d } from '../shared/compose-operator.ts';\nimport { e } from '../shared/message/e.ts';\n",
      'sandbox/functions-host/g.ts': "import { x } from '@azure/service-bus';\n",
      'test/h.ts': "import { c } from '../shared/services/c.ts';\nimport fc from 'fast-check';\n",
    };

    expect(violationsIn(sound)).toEqual([]);
  });

  test('are kept by this repository', () => {
    expect(findImportViolations(process.cwd())).toEqual([]);
  });
});
