/** What is wrong with Postbus itself, or its own resources. */
import { type ErrorCodeEntry, entry } from './entry.ts';

export const selfCodes = {
  ERR_VAULT_ACCESS_DENIED: entry(
    '4.3.5',
    'transient',
    'self',
    'wait',
    'operator',
  )(
    'Postbus may not read the key vault.',
    'Give the app’s identity the role Key Vault Secrets User on the vault, and let the vault’s firewall pass it.',
  ),
  ERR_LEDGER_UNAVAILABLE: entry(
    '4.3.0',
    'transient',
    'self',
    'wait',
    'operator',
  )(
    'Table storage does not answer or refuses Postbus.',
    'Check the storage account, its firewall, and that the app’s identity is Storage Table Data Contributor.',
  ),
  ERR_LEDGER_CONFLICT: entry(
    '4.3.0',
    'transient',
    'self',
    'wait',
    'operator',
  )('Another worker changed the message’s record at the same time.', 'Nothing: it is tried again.'),
  ERR_INTERNAL: entry(
    '4.3.0',
    'transient',
    'self',
    'retry',
    'operator',
  )(
    'Postbus failed in a way it does not know.',
    'Report the logged event with its sample; the message is tried again.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
