/** Every operation of every service: what a fault rule may name. The fakes take their names from here, so the list is complete. */
import type { ServiceName } from './fault-rule.ts';

export const operationNames = {
  graph: [
    'createDraft',
    'sendDraft',
    'sendMail',
    'getMessage',
    'updateMessage',
    'deleteMessage',
    'listMessages',
    'getMime',
    'listMailFolders',
    'getMailFolder',
    'listAttachments',
    'getAttachment',
    'addAttachment',
    'createUploadSession',
    'uploadRange',
    'getUploadSession',
    'deleteUploadSession',
    'getApplication',
    'listApplications',
    'addPassword',
    'removePassword',
  ],
  entra: ['token', 'openidConfiguration', 'instanceDiscovery', 'managedIdentityToken', 'adminConsent'],
  'key-vault': [
    'getSecret',
    'setSecret',
    'updateSecret',
    'deleteSecret',
    'listSecrets',
    'listSecretVersions',
    'getDeletedSecret',
    'listDeletedSecrets',
    'recoverDeletedSecret',
    'purgeDeletedSecret',
  ],
  'service-bus': ['send', 'schedule', 'settle'],
  'table-storage': ['create', 'read', 'update', 'delete', 'transaction', 'list', 'tables'],
  webhook: ['receive'],
} as const satisfies Readonly<Record<ServiceName, readonly string[]>>;

export type OperationName<Service extends ServiceName> = (typeof operationNames)[Service][number];
