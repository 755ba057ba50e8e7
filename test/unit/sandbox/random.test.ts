import { describe, expect, test } from '@jest/globals';
import { createRandom, followSeed } from '../../../sandbox/random.ts';

function draw(random: () => number): readonly number[] {
  return [random(), random(), random()];
}

describe('random', () => {
  test('repeats itself with the same seed, and only then', () => {
    expect(draw(createRandom(7))).toEqual(draw(createRandom(7)));
    expect(draw(createRandom(7))).not.toEqual(draw(createRandom(8)));
  });

  test('begins anew when the seed it follows changes', () => {
    let seed = 7;
    const random = followSeed(() => seed);
    expect(draw(random)).toEqual(draw(createRandom(7)));
    seed = 8;
    expect(draw(random)).toEqual(draw(createRandom(8)));
  });
});
