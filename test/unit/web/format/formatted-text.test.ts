import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Entity } from '../../../../client/index.ts';
import { FormattedText } from '../../../../web/src/format/formatted-text.tsx';

const html = (text: string, ...entities: Entity[]) =>
  renderToStaticMarkup(createElement(FormattedText, { text, entities })).replaceAll(/ class="[^"]*"/g, '');
const link = (url: string): Entity => ({ type: 'link', start: 0, length: 5, url });

test('a text is shown as it stands, whatever is in it', () => {
  const script = '<script>alert(1)</script>';
  expect(html(script, { type: 'bold', start: 0, length: script.length })).toBe(
    '<strong>&lt;script&gt;alert(1)&lt;/script&gt;</strong>',
  );
});

test.each(['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', '/settings', 'blob:x', ''])(
  'an address that a server should not have let through leads nowhere: %s',
  (url) => {
    expect(html('click here', link(url))).toBe('click here');
  },
);

test('a link shows where it leads, and nothing within it is another link', () => {
  expect(html('a.com is', link('https://b.com/'))).toBe(
    '<a href="https://b.com/" title="https://b.com/" target="_blank" rel="noopener noreferrer nofollow" dir="auto">a.com</a> is',
  );
});

test('a part of a type that a later server added is plain', () => {
  expect(html('a b', { type: 'blink', start: 0, length: 1 })).toBe('a b');
});
