/**
 * Who may import what (docs/architecture.md): one row a rule. A target is a file from the repository's root (`shared/…`), a package
 * (`npm:zod`), a module of Node (`node:fs`), or `computed` where the code works the name out when it runs.
 */

export interface ImportRule {
  /** The files it binds. */
  readonly files: RegExp;
  readonly mustNotImport: RegExp;
  readonly because: string;
}

const MICROSOFT_SDK = 'npm:@(?:azure|microsoft)/';

export const importRules: readonly ImportRule[] = [
  {
    files: /^shared\/message\//,
    mustNotImport: /^shared\/(?!message\/)/,
    because: 'the message contract depends on nothing of ours, so that anybody can use it',
  },
  {
    files: /^shared\/(?:message|delivery|tenant|alert|log|health)\//,
    mustNotImport: /^shared\/(?:services\/|compose)/,
    because: 'the domain states what it needs as an interface beside it; services implement it, compose joins them',
  },
  {
    files: /^shared\/settings(?:-alerts)?\.ts$/,
    mustNotImport: /^shared\/(?!settings-alerts\.ts$)/,
    because: 'settings are read before anything else is there',
  },
  {
    files: /^shared\/log\//,
    mustNotImport: /^shared\/(?!log\/|delivery\/|tenant\/hold\.ts$|alert\/alert\.ts$)/,
    because: 'log events are made of what a delivery or a hold knows, and of nothing else',
  },
  {
    files: /^shared\/services\//,
    mustNotImport: /^shared\/compose/,
    because: 'services do not know who uses them',
  },
  {
    files: /^(?:shared\/(?!services\/)|cli\/|client\/)/,
    mustNotImport: new RegExp(`^${MICROSOFT_SDK}`),
    because: "Microsoft's SDKs are imported in shared/services only",
  },
  {
    files: /^sandbox\/(?!functions-host\/|demo\/)/,
    mustNotImport: new RegExp(`^${MICROSOFT_SDK}`),
    because:
      'a fake that uses the SDK it is there for proves nothing; the functions host and the demo are clients of the queue',
  },
  {
    files: /^shared\//,
    mustNotImport: /^node:process$/,
    because: 'shared/settings.ts gets the environment from compose, as a value',
  },
  {
    files: /^functions\//,
    mustNotImport: /^(?!shared\/compose\.ts$|npm:@azure\/functions$)/,
    because: 'a function is its trigger and one call of what compose gives it',
  },
  {
    files: /^cli\//,
    mustNotImport:
      /^shared\/(?!compose-operator\.ts$|settings\.ts$|duration\.ts$|message\/|tenant\/|alert\/|log\/redact\.ts$|delivery\/(?:error-codes|delivery-error|ledger|ledger-entry|replay|release-hold|last-step)\.ts$)/,
    because: 'commands use compose-operator and the words of the domain; they neither send mail nor know a service',
  },
  {
    files: /^shared\//,
    mustNotImport: /^(?:functions|cli)\//,
    because: 'shared does not know who uses it',
  },
  { files: /^cli\//, mustNotImport: /^functions\//, because: 'functions and commands share only what is in shared' },
  {
    files: /^sandbox\//,
    mustNotImport: /^(?:shared|functions|cli|client)\//,
    because: 'the sandbox shares no code with the product: a mistake in a common table would be invisible',
  },
  {
    files: /^(?:shared|functions|cli|client)\//,
    mustNotImport: /^sandbox\//,
    because: 'the product shares no code with the sandbox; commands find it by .postbus/sandbox.json',
  },
  {
    files: /^client\//,
    mustNotImport: /^shared\/(?!message\/)/,
    because: 'producers get the contract and nothing else',
  },
  {
    files: /^(?:shared|functions|cli|client|sandbox)\//,
    mustNotImport: /^(?:test|bench|tools)\//,
    because: 'what is shipped does not depend on what checks it',
  },
  {
    files: /^(?!test\/|tools\/)/,
    mustNotImport: /^npm:(?:jest|@jest\/.+|fast-check|playwright-core|ajv|ajv-formats)(?:\/|$)/,
    because: 'it is there for tests only',
  },
  {
    files: /^(?:shared|functions|cli|client)\//,
    mustNotImport: /^computed$/,
    because: 'neither this check nor the bundler can follow it; write the name as it is',
  },
];
