import { describe, expect, test } from '@jest/globals';
import { createCrashRule } from '../../../../sandbox/functions-host/crash-rule.ts';

const nothing = Buffer.from('');
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('crash rule', () => {
  test('covers a message by its MessageId, the whole of it', () => {
    const covers = createCrashRule(['poison-*', 'exact.id', 'order-?']);

    expect(['poison-1', 'poison-', 'exact.id', 'order-7'].map((id) => covers(id, nothing))).toEqual(
      Array(4).fill(true),
    );
    expect(['a poison-1', 'exactXid', 'order-77', 'order-'].map((id) => covers(id, nothing))).toEqual(
      Array(4).fill(false),
    );
  });

  test('covers a message by the id inside its body, whatever its MessageId', () => {
    const covers = createCrashRule(['poison-*']);

    expect(covers('poison-less? no', json({}))).toBe(true);
    expect(covers('copy.2', json({ id: 'poison-1' }))).toBe(true);
    expect(covers(undefined, json({ id: 'poison-1' }))).toBe(true);
    expect(covers('copy.2', json({ id: 'fine', other: 'poison-1' }))).toBe(false);
  });

  test.each(['{', '', '7', 'null', '{"id":7}'])('finds no id in the body %j', (body) => {
    expect(createCrashRule(['*'])(undefined, Buffer.from(body))).toBe(false);
  });

  test('covers nothing without a pattern', () => {
    expect(createCrashRule([])('poison-1', json({ id: 'poison-1' }))).toBe(false);
  });
});
