/** The command that was typed, with --yes: to be copied after a dry run. */
import { quoteArgument } from '../terminal/quote-argument.ts';
import type { ParkedRequest } from './parked-options.ts';

interface Typed extends ParkedRequest {
  readonly resend?: boolean;
}

export function commandAgain(verb: string, request: Typed, command: string): string {
  const { tenant, ids, mailbox, code = [], olderThan, youngerThan, except = [], limit, resend } = request;
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['--mailbox', mailbox],
    ...code.map((each) => ['--code', each] as const),
    ['--older-than', olderThan],
    ['--younger-than', youngerThan],
    ...except.map((each) => ['--except', each] as const),
    ['--limit', limit === undefined ? undefined : String(limit)],
  ];
  const given = flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, quoteArgument(value)]));
  return [command, verb, tenant, ...ids.map(quoteArgument), ...given, ...(resend ? ['--resend'] : []), '--yes'].join(
    ' ',
  );
}
