/**
 * What to type to run this program, for hints that are copied as they stand. Who works with the sandbox sits in a clone, where
 * no `postbus` is on the PATH: there it is `npx postbus`, which also brings the right Node along.
 */
import { hasAzureSettings } from './sandbox-file.ts';

/** Asked before the sandbox is entered: from then on the environment has settings of its own. */
export const commandName = (environment: Readonly<Record<string, string | undefined>>): string =>
  hasAzureSettings(environment) ? 'postbus' : 'npx postbus';

/** The same for sentences that hold commands in backticks: `postbus queue`. */
export const nameCommands = (sentence: string, command: string): string =>
  sentence.replaceAll('`postbus ', `\`${command} `);
