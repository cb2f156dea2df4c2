import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../../web/src/styles/tokens.css'), 'utf8');

/** The value of a token in the light and in the dark theme, as `#rrggbb`. */
function token(name: string): [string, string] {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css) ?? [];
  if (light !== undefined && dark !== undefined) return [light, dark];
  const [, both] = new RegExp(`--${name}: (#\\w{6});`).exec(css) ?? [];
  if (both === undefined) throw new Error(`there is no colour --${name}`);
  return [both, both];
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds = ['bg', 'bg-sunken', 'bg-raised', 'bg-hover', 'bg-selected'];
const pairs: [text: string, ground: string, least: number][] = [
  ...grounds.flatMap((ground): [string, string, number][] => [
    ['text', ground, 4.5],
    ['text-muted', ground, 4.5],
    ['accent-text', ground, 4.5],
  ]),
  ['text-faint', 'bg', 4.5],
  ['text-faint', 'bg-sunken', 4.5],
  ['text-faint', 'bg-raised', 4.5],
  ['danger', 'bg', 4.5],
  ['danger', 'bg-sunken', 4.5],
  ['danger', 'bg-raised', 4.5],
  ['success', 'bg', 4.5],
  ['text', 'bubble-own', 4.5],
  ['text', 'bubble-other', 4.5],
  ['accent-text', 'bubble-own', 4.5],
  ['on-bubble-faint', 'bubble-own', 4.5],
  ['on-bubble-faint', 'bubble-other', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ['on-accent', 'danger-fill', 4.5],
  ['on-accent', 'badge-muted', 4.5],
  ['text-muted', 'bg-press', 4.5],
  ['border-field', 'bg', 3],
  ['border-field', 'bg-raised', 3],
  ['online', 'bg', 3],
];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s theme', (_, theme) => {
  test.each(pairs)('--%s on --%s has a contrast of at least %d to 1', (text, ground, least) => {
    expect(contrast(token(text)[theme], token(ground)[theme])).toBeGreaterThanOrEqual(least);
  });
});
