import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const css = readFileSync(new URL('../../../../sandbox/page/style/colors.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

function colorsOf(part: string): ReadonlyMap<string, string> {
  return new Map([...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
  const [darker = 0, lighter = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds = ['ground', 'ground-side', 'ground-raised', 'hover', 'selected'];
const pairs = [
  ...['text', 'text-quiet'].flatMap((text) => grounds.map((ground) => [text, ground] as const)),
  ['accent', 'ground'],
  ['good', 'ground-raised'],
  ['text', 'accent-ground'],
  ['warning', 'warning-ground'],
  ['problem', 'problem-ground'],
  ['problem', 'ground-raised'],
  ...['code-name', 'code-text', 'code-word'].map((code) => [code, 'ground'] as const),
] as const;

describe('colours of the page', () => {
  test.each([
    ['light', colorsOf(light)],
    ['dark', colorsOf(dark)],
  ] as const)('have a contrast of 4.5 in %s, for every text on every ground it is used on', (_scheme, colors) => {
    const weak = pairs
      .map(([text, ground]) => ({ text, ground, ratio: contrast(colors.get(text) ?? '', colors.get(ground) ?? '') }))
      .filter(({ ratio }) => !(ratio >= 4.5));
    expect(weak).toEqual([]);
  });

  test('are all there in both', () => {
    expect([...colorsOf(dark).keys()]).toEqual([...colorsOf(light).keys()]);
  });
});
