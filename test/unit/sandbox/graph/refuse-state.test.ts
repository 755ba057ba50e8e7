import { describe, expect, test } from '@jest/globals';
import type { MailboxState } from '../../../../sandbox/exchange/mailbox-states.ts';
import { GraphError } from '../../../../sandbox/graph/graph-error.ts';
import { refuseState } from '../../../../sandbox/graph/refuse-state.ts';
import { operationNames } from '../../../../sandbox/operation-names.ts';

/** What each refused operation is answered in a state; the others go through. */
function refusalsIn(state: MailboxState): Readonly<Record<string, string>> {
  const refused = operationNames.graph.flatMap((operation) => {
    try {
      refuseState(state, operation, 'noreply@contoso.example');
      return [];
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return [[operation, `${error.status} ${error.code}`]];
    }
  });
  return Object.fromEntries(refused);
}

const all = (answer: string) => Object.fromEntries(operationNames.graph.map((operation) => [operation, answer]));

describe('refuse state', () => {
  test('lets everything through in a healthy mailbox', () => {
    expect(refusalsIn('healthy')).toEqual({});
  });

  test('refuses every call to a deleted or a disabled mailbox', () => {
    expect(refusalsIn('deleted')).toEqual(all('404 ErrorInvalidUser'));
    expect(refusalsIn('disabled')).toEqual(all('404 MailboxNotEnabledForRESTAPI'));
  });

  test('refuses what adds to a full mailbox, and not what makes room', () => {
    const full = '403 ErrorQuotaExceeded';
    expect(refusalsIn('full')).toEqual({
      createDraft: full,
      sendDraft: full,
      sendMail: full,
      updateMessage: full,
      addAttachment: full,
      createUploadSession: full,
      uploadRange: full,
    });
  });

  test('refuses only sending from a blocked mailbox', () => {
    const blocked = '403 ErrorMessageSubmissionBlocked';
    expect(refusalsIn('blocked')).toEqual({ sendDraft: blocked, sendMail: blocked });
  });
});
