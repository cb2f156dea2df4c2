import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fromMarkdown,
  mentionableIn,
  toMarkdown,
  type Mentionable,
} from '../../../../client/format/index.ts';
import type { Entity } from '../../../../client/index.ts';
import { sendMessageRequest } from '../../../../shared/protocol/index.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const mentionable: Mentionable = new Map([
  ['ann', { userId: 'usr_ann' }],
  ['bob.b', { userId: 'usr_bob' }],
  ['all', { target: 'all' }],
]);

/** What each part says, as `type:text`, with what else there is of it. */
const parts = ({ text, entities }: { text: string; entities: readonly Entity[] }) =>
  entities.map(({ type, start, length, userId, target, url, language }) =>
    [type, text.slice(start, start + length), userId ?? target ?? url ?? language].filter(
      (one) => one !== undefined,
    ),
  );
const read = (markdown: string) => {
  const found = fromMarkdown(markdown, mentionable);
  return [found.text, ...parts(found)];
};

describe('Markdown', () => {
  test.each<[string, unknown[]]>([
    ['plain', ['plain']],
    ['**bold**', ['bold', ['bold', 'bold']]],
    ['*a* _b_', ['a b', ['italic', 'a'], ['italic', 'b']]],
    ['~~gone~~', ['gone', ['strike', 'gone']]],
    ['||secret||', ['secret', ['spoiler', 'secret']]],
    ['***both***', ['both', ['bold', 'both'], ['italic', 'both']]],
    ['*a **b***', ['a b', ['italic', 'a b'], ['bold', 'b']]],
    ['**a *b***', ['a b', ['bold', 'a b'], ['italic', 'b']]],
    ['_**a** b_', ['a b', ['italic', 'a b'], ['bold', 'a']]],
    ['**a\nb**', ['a\nb', ['bold', 'a\nb']]],
    ['a `**b**` c', ['a **b** c', ['code', '**b**']]],
    ['`` a`b ``', ['a`b', ['code', 'a`b']]],
    ['```ts\nlet a;\n\n**b**\n```\nafter', ['let a;\n\n**b**\nafter', ['pre', 'let a;\n\n**b**', 'ts']]],
    ['before\n```\na\n```', ['before\na', ['pre', 'a']]],
    ['````\n```\n````', ['```', ['pre', '```']]],
    ['> a\n> **b**\nc', ['a\nb\nc', ['quote', 'a\nb'], ['bold', 'b']]],
    ['[a *b*](https://a.b/c)', ['a b', ['link', 'a b', 'https://a.b/c'], ['italic', 'b']]],
    ['[mail](mailto:a@b.c)', ['mail', ['link', 'mail', 'mailto:a@b.c']]],
    ['[Straße](https://a.b/ü)', ['Straße', ['link', 'Straße', 'https://a.b/%C3%BC']]],
    [
      'see https://a.b/c_d_(e).',
      ['see https://a.b/c_d_(e).', ['link', 'https://a.b/c_d_(e)', 'https://a.b/c_d_(e)']],
    ],
    ['(https://a.b)', ['(https://a.b)', ['link', 'https://a.b', 'https://a.b/']]],
    ['**https://a.b**', ['https://a.b', ['bold', 'https://a.b'], ['link', 'https://a.b', 'https://a.b/']]],
    [
      '@ann, _@all_ and @Bob.b.',
      [
        '@ann, @all and @Bob.b.',
        ['mention', '@ann', 'usr_ann'],
        ['italic', '@all'],
        ['mention', '@all', 'all'],
        ['mention', '@Bob.b', 'usr_bob'],
      ],
    ],
    ['[@ann](https://a.b)', ['@ann', ['link', '@ann', 'https://a.b/']]],
    // what makes nothing
    ['2 * 3 * 4', ['2 * 3 * 4']],
    ['2*3*4 snake_case_name', ['2*3*4 snake_case_name']],
    ['**', ['**']],
    ['**a', ['**a']],
    ['** a**', ['** a**']],
    ['**a **', ['**a **']],
    ['****a****', ['****a****']],
    ['__init__', ['__init__']],
    ['a || b || c', ['a || b || c']],
    ['`a', ['`a']],
    ['```\nopen', ['```\nopen']],
    ['```\n```', ['```\n```']],
    ['a > b', ['a > b']],
    ['[a](b)', ['[a](b)']],
    ['[](https://a.b)', ['[](https://a.b)', ['link', 'https://a.b', 'https://a.b/']]],
    ['[a](javascript:alert(1))', ['[a](javascript:alert(1))']],
    ['[a](JaVaScRiPt:alert)', ['[a](JaVaScRiPt:alert)']],
    ['[a](data:text/html,x)', ['[a](data:text/html,x)']],
    ['[a](//a.b)', ['[a](//a.b)']],
    ['[a](https://)', ['[a](https://)']],
    ['xhttps://a.b', ['xhttps://a.b']],
    ['ann@ann.com @stranger @@ann', ['ann@ann.com @stranger @@ann']],
    // backslashes
    ['\\*a\\* \\\\ \\a \\`', ['*a* \\ \\a `']],
    ['\\> a', ['> a']],
    ['https\\://a.b', ['https://a.b']],
    ['C:\\path', ['C:\\path']],
    // the inner mark that nothing ends is text
    ['**a _b** c_', ['a _b c_', ['bold', 'a _b']]],
    ['[a **b](https://a.b) c**', ['a **b c**', ['link', 'a **b', 'https://a.b/']]],
  ])('%s says %j', (markdown, expected) => {
    expect(read(markdown)).toEqual(expected);
  });

  test('of a message reads well', () => {
    for (const markdown of [
      'Look at snake_case, 2 * 3 and [1]: **bold _and_ italic**, `code`',
      '> quoted\n> lines\nhttps://a.b/c_d, [docs](https://a.b/) and @ann',
      '```ts\nlet a = `b`;\n```\nthen ||hidden||',
      'C:\\path and a > b | c',
    ]) {
      expect(toMarkdown(fromMarkdown(markdown, mentionable))).toBe(markdown);
    }
  });

  test('gives no more than the server takes', () => {
    const many = fromMarkdown('**a** '.repeat(150));
    expect(many.entities).toHaveLength(100);
    const long = `https://a.b/${'x'.repeat(1_500)} `;
    expect(fromMarkdown(long.repeat(4)).entities).toHaveLength(2);
    expect(fromMarkdown(`https://a.b/${'x'.repeat(2_048)}`).entities).toEqual([]);
    const people = Array.from({ length: 60 }, (_, index) => `user${index}`);
    const all = new Map(people.map((name) => [name, { userId: name }]));
    expect(fromMarkdown(people.map((name) => `@${name}`).join(' '), all).entities).toHaveLength(50);
  });
});

/** Texts of what means something, mixed with what does not. */
const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '*',
      '**',
      '_',
      '~~',
      '||',
      '`',
      '```',
      '\n',
      ' ',
      '> ',
      '[',
      '](',
      ')',
      '\\',
      '@',
      '(',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'a',
      'b c',
      'é',
      '😀',
      '.',
      'https://a.b',
      'https://',
      '@ann',
      '@all',
      '@bob.b',
      '](https://a.b)',
      '```ts\n',
      '\n```\n',
      'x_y',
      '>',
      '<b>',
      '\u202E',
      'http',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
);
const markdowns = fc.array(piece, { maxLength: 30 }).map((all) => all.join(''));
const isTaken = (said: { text: string; entities: Entity[] }) => {
  const { success, error } = sendMessageRequest.safeParse({ text: `${said.text}.`, entities: said.entities });
  // of the text itself there are other rules
  return success || error.issues.every(({ path }) => path[0] === 'text');
};

describe('given any text', () => {
  test('what it says is what its own Markdown says, and the server takes it', () => {
    fc.assert(
      fc.property(markdowns, (markdown) => {
        const said = fromMarkdown(markdown, mentionable);
        expect(isTaken(said)).toBe(true);
        expect(fromMarkdown(toMarkdown(said, mentionable), mentionable)).toEqual(said);
      }),
      { numRuns: propertyRuns(2_000) },
    );
  });

  test('a text is never changed by being edited, whatever its parts are', () => {
    const types = ['bold', 'italic', 'strike', 'code', 'pre', 'quote', 'spoiler', 'link', 'mention', 'later'];
    const entity = fc.record({
      type: fc.constantFrom(...types),
      start: fc.nat(20),
      length: fc.integer({ min: 1, max: 10 }),
      url: fc.constant('https://a.b'),
    });
    fc.assert(
      fc.property(markdowns, fc.array(entity, { maxLength: 5 }), (text, entities) => {
        const plain = text.replaceAll('\r', '');
        const said = { text: plain, entities: entities.toSorted((a, b) => a.start - b.start) };
        expect(fromMarkdown(toMarkdown(said), mentionableIn(said)).text).toBe(plain);
      }),
      { numRuns: propertyRuns(1_000) },
    );
  });
});

test.each([
  ['asterisks', '*'.repeat(100_000)],
  ['asterisks with letters', '*a'.repeat(50_000)],
  ['bold that is open', '**a '.repeat(25_000)],
  ['brackets', '['.repeat(100_000)],
  ['links without an end', '[a]('.repeat(25_000)],
  ['links', '[a](https://a.b)'.repeat(6_000)],
  ['backticks', Array.from({ length: 400 }, (_, index) => '`'.repeat(index + 1)).join(' ')],
  ['fences', '```a\n'.repeat(20_000)],
  ['closed fences', '```\na\n```\n'.repeat(10_000)],
  ['quotations', '> '.repeat(50_000)],
  ['addresses that are none', 'http://%'.repeat(12_000)],
  ['addresses', 'http://'.repeat(14_000)],
  ['mentions', '@ann'.repeat(25_000)],
  ['backslashes', '\\'.repeat(100_000)],
  ['marks of all kinds', '**_~~||'.repeat(14_000)],
])('given 100,000 characters of %s, takes time in proportion', (_, markdown) => {
  const begun = performance.now();
  const said = fromMarkdown(markdown, mentionable);
  toMarkdown(said, mentionable);
  // a thousand times as long where each character looks at all others
  expect(performance.now() - begun).toBeLessThan(4_000);
});
