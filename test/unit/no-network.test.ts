import net from 'node:net';
import { describe, expect, test } from '@jest/globals';

describe('a unit test', () => {
  test('cannot open a socket', () => {
    expect(() => net.connect(1)).toThrow(/open a socket/);
  });
});
