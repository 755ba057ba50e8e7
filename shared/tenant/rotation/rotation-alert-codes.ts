/** Why the earlier client secret still works after a rotation, and what to do: what an operator is told about it. */
import type { Owner } from '../../delivery/error-codes.ts';
import type { LeftBecause } from './rotation.ts';

interface LeftEntry {
  readonly owner: Owner;
  readonly sentence: string;
  readonly remedy: string;
}

export const SECRET_LEFT = 'CREDENTIAL_LEFT_BEHIND';

const DELETE_IT =
  'Delete the earlier one in Entra ID (App registrations, the application, Certificates & secrets); `postbus secrets <tenant>` shows which is current.';

export const leftBehind = {
  'not-permitted': {
    owner: 'tenant administrator',
    sentence: 'A new client secret is current, and the app may not remove the earlier one, which still works.',
    remedy: DELETE_IT,
  },
  'not-known': {
    owner: 'tenant administrator',
    sentence: 'A new client secret is current, and it is not certain which of the others is the earlier one.',
    remedy: DELETE_IT,
  },
  replaced: {
    owner: 'operator',
    sentence:
      'While a client secret was being renewed, somebody has stored another one or set another app; those before still work.',
    remedy: DELETE_IT,
  },
  shared: {
    owner: 'operator',
    sentence: 'The earlier client secret still works, because another connection of the same app has it in the vault.',
    remedy:
      'Renew it there as well with `postbus secrets rotate <tenant>`, or let both connections name the same secret; then delete the earlier one in Entra ID if it is still there.',
  },
  'still-used': {
    owner: 'operator',
    sentence: 'The earlier client secret was still asked for at the end of the time it may be kept, so it was kept.',
    remedy: `Find out what still uses it: \`postbus secrets <tenant>\` shows the last use. ${DELETE_IT}`,
  },
  'not-removed': {
    owner: 'tenant administrator',
    sentence: 'A new client secret is current, and Entra ID did not remove an earlier one that it shows.',
    remedy: DELETE_IT,
  },
} as const satisfies Readonly<Record<LeftBecause, LeftEntry>>;
