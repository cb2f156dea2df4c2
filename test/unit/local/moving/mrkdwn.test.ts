import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { slackEmoji } from '../../../../local/moving/slack/emoji.ts';
import { fromMrkdwn } from '../../../../local/moving/slack/mrkdwn.ts';
import { misplacedEntity } from '../../../../shared/protocol/index.ts';

const names = {
  person: (id: string) => ({ U1: 'ada', U2: 'ben' })[id] ?? id,
  channel: (id: string) => ({ C1: 'random' })[id],
};
/** The text, and each part as `type(what it stands on)`. */
const convert = (source: string) => {
  const { text, entities } = fromMrkdwn(source, names);
  const parts = entities.map(({ type, start, length, user, target, url }) => {
    const more = user ?? target ?? url;
    return `${type}(${text.slice(start, start + length)})${more === undefined ? '' : ` ${more}`}`;
  });
  return [text, ...parts];
};

describe('a text of Slack', () => {
  it.each([
    ['plain', ['plain']],
    ['*bold* _italic_ ~gone~', ['bold italic gone', 'bold(bold)', 'italic(italic)', 'strike(gone)']],
    ['*bold _both_*', ['bold both', 'bold(bold both)', 'italic(both)']],
    ['2*3*4 snake_case_name a~b', ['2*3*4 snake_case_name a~b']],
    ['* not bold * and *open', ['* not bold * and *open']],
    ['*a _b* c_', ['a _b c_', 'bold(a _b)']],
    ['`x *y*` z', ['x *y* z', 'code(x *y*)']],
    ['a &amp; b &lt;c&gt; &amp;lt;', ['a & b <c> &lt;']],
    ['<@U1> and <@U2|benny>', ['@ada and @ben', 'mention(@ada) ada', 'mention(@ben) ben']],
    [
      '<!here> <!channel> <!everyone>',
      ['@here @all @all', 'mention(@here) here', 'mention(@all) all', 'mention(@all) all'],
    ],
    ['<!subteam^S1|@team> <!date^1^{date}|today>', ['@team today']],
    ['<#C1> <#C2|elsewhere> <#C3>', ['#random #elsewhere #C3']],
    ['<https://x.example/?a=1&amp;b=2|here>', ['here', 'link(here) https://x.example/?a=1&b=2']],
    [
      '<https://ü.example/ä>',
      ['https://ü.example/ä', 'link(https://ü.example/ä) https://xn--tda.example/%C3%A4'],
    ],
    ['<mailto:a@b.example|a@b.example>', ['a@b.example', 'link(a@b.example) mailto:a@b.example']],
    ['<javascript:alert(1)|click>', ['click (javascript:alert(1))']],
    ['<b>not a tag</b>', ['bnot a tag/b']],
    ['&gt; one\n&gt; *two*\nthree', ['one\ntwo\nthree', 'quote(one\ntwo\n)', 'bold(two)']],
    [
      'before\n```\ncode *x* &lt; <https://y.example>\n```\nafter',
      ['before\ncode *x* < https://y.example\nafter', 'pre(code *x* < https://y.example)'],
    ],
    ['```open', ['```open']],
    [':+1::skin-tone-3: :tada: :no-such: 10:30:00', ['👍🏼 🎉 :no-such: 10:30:00']],
    ['_مرحبا_ *你好* ~नमस्ते~', ['مرحبا 你好 नमस्ते', 'italic(مرحبا)', 'bold(你好)', 'strike(नमस्ते)']],
  ])('%j', (source, expected) => {
    expect(convert(source)).toEqual(expected);
  });

  it('given anything, has parts that stand where messages can have them, in time that its length bounds', () => {
    const piece = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      '```',
      '<@U1>',
      '<',
      '>',
      '&gt; ',
      '\n',
      ' ',
      'a',
      '😀',
      '<https://x.example|*y*>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { text, entities } = fromMrkdwn(pieces.join(''), names);
        expect(misplacedEntity(text, entities as Parameters<typeof misplacedEntity>[1])).toBeUndefined();
      }),
    );
    const long = '*_~`<&'.repeat(40_000);
    expect(fromMrkdwn(long, names).text.length).toBeGreaterThan(1_000);
  });
});

it('given names of emoji, with and without the colour of skin, gives the emoji; of a workspace’s own none', () => {
  expect(
    ['+1', 'thumbsup', 'heart', 'flag-de', 'wave::skin-tone-6', 'tada::skin-tone-2', 'our-logo', ''].map(
      slackEmoji,
    ),
  ).toEqual(['👍', '👍', '❤️', '🇩🇪', '👋🏿', '🎉', undefined, undefined]);
});
