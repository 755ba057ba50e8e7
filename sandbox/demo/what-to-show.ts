/** What `npm start` tells its reader while it runs. */
import { styleText } from 'node:util';
import type { SandboxDescription } from '../sandbox-file.ts';
import type { ProductEvent } from './product-events.ts';

export function nextSteps({ page, control }: SandboxDescription, functionsPort: number): string {
  return `
  ${styleText('bold', 'The mailboxes')}   ${page}
  Health          http://127.0.0.1:${functionsPort}/api/health
  Control         ${control} (docs/sandbox.md)

Try next, in another terminal:
  npx postbus send --tenant contoso --to ada@example.org --subject Hello --text Hi
  npx postbus send --tenant fabrikam --to ada@example.org --subject Hello --text Hi --count 25
  npx postbus queue
  npx postbus tenants list
  npx postbus send --tenant contoso --from payroll@contoso.example --to ada@example.org --subject Hello --text Hi
                  (a mailbox outside the app's Exchange scope: see what becomes of it, and why)

Running until Ctrl-C.
`;
}

/** One line for each outcome while it runs. */
export function describeEvent({ name, tenant, id, code, provider, nextAt, remedy }: ProductEvent): string {
  const when = nextAt === undefined ? '' : `, again at ${nextAt.slice(11, 19)} UTC`;
  const why = code === undefined ? '' : `: ${code}${provider === undefined ? '' : ` (${provider})`}${when}`;
  const advice = code === undefined || remedy === undefined ? '' : `\n    ${styleText('dim', remedy)}`;
  const what = [tenant, id].filter((part) => part !== undefined).join(' ');
  return `  ${name.replace('message-', '').padEnd(11)} ${what}${why}${advice}`;
}
