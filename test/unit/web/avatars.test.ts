import { expect, test } from 'vitest';
import { drawAvatars } from '../../../web/avatars.ts';
import { avatarUrl, builtInAvatars } from '../../../web/src/ui/avatar.tsx';
import { avatar } from '../../../shared/protocol/index.ts';

test('there is a picture for each built-in value, and the server takes them all', () => {
  const drawn = drawAvatars();
  expect(builtInAvatars.map((value) => avatarUrl(value))).toEqual(
    [...drawn.keys()].map((name) => `/avatars/${name}`),
  );
  for (const value of builtInAvatars) expect(avatar.parse(value)).toBe(value);
});

test('the pictures are the same each time, all different, small and without scripts', () => {
  const drawn = [...drawAvatars().values()];
  expect(drawn).toEqual([...drawAvatars().values()]);
  expect(new Set(drawn).size).toBe(24);
  for (const svg of drawn) {
    expect(svg).toMatch(/^<svg .*<\/svg>$/s);
    expect(svg.length).toBeLessThan(2_000);
    expect(svg).not.toMatch(/<script|<style|<metadata|href|\son\w+=/);
  }
});
