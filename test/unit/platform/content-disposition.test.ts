import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDisposition } from '../../../shared/platform/content-disposition.ts';
import { anyText } from '../../support/any-text.ts';

const attachment = (fileName: string) => contentDisposition('attachment', fileName);

/** RFC 6266 with a quoted string and an RFC 5987 value in UTF-8, and nothing besides. */
const form =
  /^attachment; filename="((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\")*)"; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*)$/;

describe('contentDisposition', () => {
  it.each([
    ['cat.png', 'cat.png', 'cat.png'],
    ['a "b".txt', 'a \\"b\\".txt', 'a%20%22b%22.txt'],
    ["it's (1)*.txt", "it's (1)*.txt", 'it%27s%20%281%29%2A.txt'],
    ['é🎉.txt', '___.txt', '%C3%A9%F0%9F%8E%89.txt'],
    ['..\\..\\x/y\r\nSet-Cookie: a', '.._.._x_y__Set-Cookie: a', '.._.._x_y__Set-Cookie%3A%20a'],
    ['photo\u202egpj.exe', 'photo_gpj.exe', 'photo_gpj.exe'],
  ])('names %j for old clients and for current ones', (fileName, ascii, utf8) => {
    expect(attachment(fileName)).toBe(`attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`);
  });

  it('given any name, is one well-formed header that gives the name without unsafe characters', () => {
    fc.assert(
      fc.property(anyText(), (fileName) => {
        const [, , utf8 = ''] = form.exec(attachment(fileName)) ?? expect.fail(attachment(fileName));
        const back = [...decodeURIComponent(utf8)];
        const asked = [...fileName];
        expect(back).toHaveLength(asked.length);
        expect(back.filter((char, at) => char !== asked[at]).join('')).toMatch(/^_*$/);
      }),
    );
  });

  it('given inline, says so', () => {
    expect(contentDisposition('inline', 'a')).toBe(`inline; filename="a"; filename*=UTF-8''a`);
  });

  it('given half a surrogate pair, replaces it', () => {
    expect(attachment('a\ud83c.txt')).toContain("filename*=UTF-8''a%EF%BF%BD.txt");
  });
});
