import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MinHeap } from '../../../../sandbox/service-bus/min-heap.ts';
import { ReadyList } from '../../../../sandbox/service-bus/ready-list.ts';

const ascending = (one: number, other: number) => one - other;

function drain<Entry>(next: () => Entry | undefined): readonly Entry[] {
  const taken: Entry[] = [];
  for (let entry = next(); entry !== undefined; entry = next()) taken.push(entry);
  return taken;
}

describe('heap and ready list', () => {
  test('a heap gives entries back in the order of their keys', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (keys) => {
        const heap = new MinHeap<number>((key) => key);
        for (const key of keys) heap.push(key);
        expect(drain(() => heap.pop())).toEqual(keys.toSorted(ascending));
      }),
    );
  });

  test('a heap keeps its order when entries are taken out of it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (keys) => {
        const heap = new MinHeap<number>((key) => key);
        for (const key of keys) heap.push(key);
        heap.keepOnly((key) => key % 2 === 0);
        expect(drain(() => heap.pop())).toEqual(keys.filter((key) => key % 2 === 0).toSorted(ascending));
      }),
    );
  });

  test('a ready list mixes returned numbers into their old places and skips stale ones', () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.uniqueArray(fc.nat(4_000)), (arrived, returned) => {
        const list = new ReadyList();
        const numbers = Array.from({ length: arrived }, (_, index) => 5_000 + index);
        for (const number of numbers) list.push(number);
        for (const number of returned) list.putBack(number);
        const isReady = (number: number) => number % 3 !== 0;
        expect(drain(() => list.next(isReady))).toEqual([...returned.toSorted(ascending), ...numbers].filter(isReady));
      }),
    );
  });
});
