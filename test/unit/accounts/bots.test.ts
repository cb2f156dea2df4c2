import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeBotToken } from '../../../shared/accounts/index.ts';
import { newTokenText, readTokenText, tokenPrefix } from '../../../shared/accounts/bots/token-text.ts';
import { newId } from '../../../shared/platform/ids.ts';

const bytes = (count: number) => fc.uint8Array({ minLength: count, maxLength: count });
/** A token, and the ids that it was made of. */
const made = fc.tuple(bytes(16), bytes(16), bytes(32)).map(([bot, token, secret]) => {
  const botId = newId(() => bot, 'bot');
  const tokenId = newId(() => token, 'tok');
  return { botId, tokenId, ...newTokenText(() => secret, botId, tokenId) };
});

describe('the text of a token', () => {
  it('given any ids and any secret, says whose it is, begins with its prefix, and is found by its form', () => {
    fc.assert(
      fc.property(made, ({ botId, tokenId, text, hash }) => {
        expect(readTokenText(text)).toEqual({ botId, tokenId, hash });
        expect(text.startsWith(tokenPrefix(tokenId))).toBe(true);
        expect(text).toMatch(/^cfb_[A-Za-z0-9_-]{44}_[A-Za-z0-9_-]{49}$/);
        expect(looksLikeBotToken(text)).toBe(true);
      }),
    );
  });

  it('given another character anywhere, is none', () => {
    fc.assert(
      fc.property(made, fc.nat(97), fc.constantFrom('A', 'z', '0', '-', '.', 'é'), ({ text }, at, other) => {
        fc.pre(text[at] !== other);
        expect(readTokenText(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it('given any other text, is none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `cfb_${text}`),
        ),
        (text) => {
          expect(readTokenText(text)).toBeUndefined();
        },
      ),
    );
  });
});
