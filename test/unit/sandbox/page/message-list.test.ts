import { describe, expect, test } from '@jest/globals';
import { filterMessages } from '../../../../sandbox/page/client/folder/filter-messages.ts';
import { listStep } from '../../../../sandbox/page/client/folder/list-step.ts';
import { sendCommand } from '../../../../sandbox/page/client/folder/send-command.ts';

const ada = {
  id: '1',
  subject: 'Your Order',
  toRecipients: [{ emailAddress: { name: 'Ada', address: 'ada@example.org' } }],
};
const grace = { id: '2', subject: null, bodyPreview: 'order 7', internetMessageId: '<abc@contoso.example>' };

describe('message list', () => {
  test('finds messages that hold every word, in any field and case', () => {
    expect(filterMessages([ada, grace], 'ORDER')).toEqual([ada, grace]);
    expect(filterMessages([ada, grace], 'order ada@example')).toEqual([ada]);
    expect(filterMessages([ada, grace], '<abc@')).toEqual([grace]);
    expect(filterMessages([ada, grace], 'order nobody')).toEqual([]);
  });

  test('shows everything without a filter', () => {
    const messages = [ada, grace];
    expect(filterMessages(messages, '  ')).toBe(messages);
  });

  test.each([
    ['j', -1, 0],
    ['k', -1, 0],
    ['ArrowDown', 0, 1],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 0, 0],
    ['PageDown', 1, 5],
    ['PageUp', 1, 0],
    ['Home', 7, 0],
    ['End', -1, 9],
  ])('%s leads from %d to %d', (pressed, index, target) => {
    expect(listStep(pressed, { index, length: 10, rowsPerPage: 4 })).toBe(target);
  });

  test('leaves other keys, and an empty list, alone', () => {
    expect(listStep('x', { index: 0, length: 10, rowsPerPage: 4 })).toBeUndefined();
    expect(listStep('j', { index: -1, length: 0, rowsPerPage: 4 })).toBeUndefined();
  });

  test('names a command that a shell takes as one tenant', () => {
    expect(sendCommand('contoso')).toBe(
      'npx postbus send --tenant contoso --to ada@example.org --subject Hello --text Hi',
    );
    expect(sendCommand("a b'; rm")).toContain(`--tenant 'a b'\\''; rm' --to`);
  });
});
