import { describe, expect, it } from 'vitest';
import { firstLink } from '../../../../shared/messages/previews/links.ts';
import type { Entity } from '../../../../shared/protocol/index.ts';

const part = (type: Entity['type'], start: number, length: number, url?: string): Entity => ({
  type,
  start,
  length,
  ...(url !== undefined && { url }),
});

describe('the first link of a text', () => {
  it.each([
    ['https://example.org', 'https://example.org'],
    ['See https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
    ['(http://example.org/a), and https://example.com', 'http://example.org/a'],
    ['“https://example.org/a”', 'https://example.org/a'],
    ['<https://example.org/a>', 'https://example.org/a'],
    ['HTTPS://EXAMPLE.ORG/A!', 'HTTPS://EXAMPLE.ORG/A'],
    ['https:// https://example.org', 'https://example.org'],
    ['http://169.254.169.254/', 'http://169.254.169.254/'],
    ['https://example.org/ä', 'https://example.org/ä'],
  ])('is found in %s', (text, url) => {
    expect(firstLink({ text })).toBe(url);
  });

  it.each([
    'Hello',
    'example.org',
    'ftp://example.org',
    'mailto:a@example.org',
    'xhttps://example.org',
    'https://',
  ])('is not found in %s', (text) => {
    expect(firstLink({ text })).toBeUndefined();
  });

  it('is that of an entity, unless it is for mail, or an address stands before it', () => {
    const text = 'here and there https://example.org/b';
    const link = part('link', 0, 4, 'https://example.org/a');
    expect(firstLink({ text, entities: [link] })).toBe('https://example.org/a');
    expect(firstLink({ text, entities: [part('link', 0, 4, 'mailto:a@example.org')] })).toBe(
      'https://example.org/b',
    );
    const later = {
      text: 'https://example.org/b here',
      entities: [part('link', 22, 4, 'https://example.org/a')],
    };
    expect(firstLink(later)).toBe('https://example.org/b');
  });

  it('is not one within code or a spoiler', () => {
    const text = 'https://example.org/a https://example.org/b';
    for (const type of ['code', 'pre', 'spoiler'] as const)
      expect(firstLink({ text, entities: [part(type, 0, 21)] })).toBe('https://example.org/b');
    const hidden = [part('spoiler', 0, 43), part('link', 0, 21, 'https://example.org/a')];
    expect(firstLink({ text, entities: hidden })).toBeUndefined();
  });

  it('is not one that is too long', () => {
    expect(firstLink({ text: 'https://example.org/'.padEnd(2_049, 'x') })).toBeUndefined();
  });

  it('is found at once in a text of the greatest length', () => {
    const text = 'https://'.repeat(1_000);
    const begun = performance.now();
    firstLink({ text });
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
