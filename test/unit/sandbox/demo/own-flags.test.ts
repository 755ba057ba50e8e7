import { describe, expect, test } from '@jest/globals';
import { takeOwnFlags } from '../../../../sandbox/demo/own-flags.ts';

describe('flags of npm start', () => {
  test('takes its own, however they are written, and hands on the rest in order', () => {
    const args = ['--data', 'x', '--crash-on-message-id', 'a-*', '--once', '--crash-on-message-id=b=c', '--verbose'];

    expect(takeOwnFlags([...args, '--port-functions', '7100'])).toEqual({
      isOnce: true,
      functionsPort: 7_100,
      crashOnMessageIds: ['a-*', 'b=c'],
      sandboxFlags: ['--data', 'x', '--verbose'],
    });
    expect(takeOwnFlags([])).toEqual({
      isOnce: false,
      functionsPort: 7_071,
      crashOnMessageIds: [],
      sandboxFlags: [],
    });
  });

  test.each([
    ['--crash-on-message-id'],
    ['--port-functions', '70000'],
    ['--port-functions', 'x'],
    ['--port-functions='],
  ])('refuses %s %s', (...args) => {
    expect(() => takeOwnFlags(args)).toThrow(args[0]?.replace('=', ''));
  });
});
