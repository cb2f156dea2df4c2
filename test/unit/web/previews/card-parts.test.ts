import { describe, expect, it } from 'vitest';
import type { Media } from '../../../../client/index.ts';
import { pictureShape, siteOf } from '../../../../web/src/previews/card-parts.ts';

describe('the site of a link', () => {
  it.each([
    ['https://www.example.org/a', 'example.org'],
    ['http://example.org:8080/', 'example.org:8080'],
    ['https://user@evil.example/www.your-bank.com', 'evil.example'],
    ['https://xn--mnchen-3ya.de/', 'xn--mnchen-3ya.de'],
  ])('of %s is %s', (url, host) => {
    expect(siteOf(url)?.host).toBe(host);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@example.org', '/c/1', ''])(
    'of %s is none',
    (url) => {
      expect(siteOf(url)).toBeUndefined();
    },
  );
});

describe('the picture of a page', () => {
  const media = (change: Partial<Media>): Media => ({
    id: 'med_1',
    purpose: 'attachment',
    kind: 'image',
    name: 'preview.jpg',
    contentType: 'image/jpeg',
    size: 1_000,
    state: 'ready',
    thumbnails: [],
    createdAt: '2026-11-20T09:00:00.000Z',
    ...change,
  });

  it('stands above the words where it is wide, or where that is not known yet', () => {
    expect(pictureShape(media({ width: 1_200, height: 630 }))).toBe('wide');
    expect(pictureShape(media({ state: 'checking' }))).toBe('wide');
  });

  it('stands beside them where it is not', () => {
    expect(pictureShape(media({ width: 630, height: 1_200 }))).toBe('small');
    expect(pictureShape(media({ width: 200, height: 100 }))).toBe('small');
  });

  it('is none where the page gives none, or it was refused', () => {
    expect(pictureShape(undefined)).toBeUndefined();
    expect(pictureShape(media({ state: 'refused' }))).toBeUndefined();
    expect(pictureShape(media({ state: 'blocked' }))).toBeUndefined();
  });
});
