import { describe, expect, test } from '@jest/globals';
import { connectionSchema, permittedMailbox } from '../../../shared/tenant/connection.ts';

const input = {
  tenant: 'contoso',
  tenantId: '11111111-2222-3333-4444-555555555555',
  clientId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  secretName: 'contoso-mail',
  mailboxes: ['NoReply@contoso.example', 'billing@contoso.example'],
};
const connection = connectionSchema.parse(input);

describe('connection', () => {
  test('sends by draft, may look and parks what is in doubt, where nobody says otherwise', () => {
    expect(connection).toEqual({
      ...input,
      cloud: 'global',
      credential: 'client-secret',
      plan: 'draft',
      mayLook: true,
      unconfirmed: 'park',
      settleSeconds: 120,
      looks: 2,
      autoRotate: false,
    });
  });

  test.each([
    ['a tenant in capitals', { tenant: 'Contoso' }],
    ['the partition of unreadable messages as its tenant', { tenant: '_unreadable' }],
    ['a domain as its tenant id', { tenantId: 'contoso.example' }],
    ['a secret’s value as its secret name', { secretName: 'abc~DEF.hunter2' }],
    ['no mailbox', { mailboxes: [] }],
    ['a mailbox that is no address', { mailboxes: ['billing'] }],
    ['a cloud nobody knows', { cloud: 'germany' }],
    ['a plan nobody knows', { plan: 'smtp' }],
    ['a property too many', { secret: 'hunter2' }],
  ])('is refused with %s', (_why, changes) => {
    expect(connectionSchema.safeParse({ ...input, ...changes }).success).toBe(false);
  });

  test('sends from its first mailbox where the message names none', () => {
    expect(permittedMailbox(connection, undefined)).toBe('NoReply@contoso.example');
  });

  test('sends from a mailbox of its own in any letter case, in the spelling of the connection', () => {
    expect(permittedMailbox(connection, 'noreply@CONTOSO.example')).toBe('NoReply@contoso.example');
    expect(permittedMailbox(connection, 'billing@contoso.example')).toBe('billing@contoso.example');
  });

  test('never sends from anybody else’s', () => {
    for (const from of ['ceo@contoso.example', 'noreply@contoso.example.evil.example', 'noreply+x@contoso.example', ''])
      expect(permittedMailbox(connection, from)).toBeUndefined();
  });
});
