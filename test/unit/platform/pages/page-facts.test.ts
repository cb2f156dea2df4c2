import { describe, expect, it } from 'vitest';
import { decodeHtml } from '../../../../shared/platform/pages/decode-html.ts';
import { pageFacts } from '../../../../shared/platform/pages/page-facts.ts';
import { pictureType } from '../../../../shared/platform/pages/picture-type.ts';
import { plainLine } from '../../../../shared/platform/pages/plain-line.ts';

describe('what a page says of itself', () => {
  it('is said by Open Graph first, by Twitter’s cards next, and then by the title', () => {
    const page = `<title>Plain</title><meta name="description" content="Plain">
      <meta name="twitter:title" content="Card"><meta name="twitter:image" content="/card.png">
      <meta property="og:title" content="Open &amp; graph"><META PROPERTY='OG:SITE_NAME' CONTENT='Site'>`;
    expect(pageFacts(page)).toEqual({
      title: 'Open & graph',
      description: 'Plain',
      siteName: 'Site',
      picture: '/card.png',
    });
    expect(pageFacts('<title>Plain <b>\n title</title>')).toEqual({ title: 'Plain <b>\n title' });
    expect(pageFacts('<meta property="og:title" content=" "><title>Plain</title>')).toEqual({
      title: 'Plain',
    });
  });

  it('is of the first of several, and of no title in a drawing', () => {
    const twice = '<meta property="og:title" content="One"><meta property="og:title" content="Two">';
    expect(pageFacts(twice)).toEqual({ title: 'One' });
    expect(pageFacts('<title>Page</title><svg><title>Drawing</title></svg>')).toEqual({ title: 'Page' });
    expect(pageFacts('<svg><title>Drawing</title></svg>')).toEqual({});
  });

  it('is nothing where the page says nothing, whatever it is', () => {
    for (const page of [
      '',
      '<',
      '<!--',
      '<title>',
      '<meta content="x">',
      '<meta name="__proto__" content="x">',
      '\0',
    ])
      expect(pageFacts(page)).toEqual({});
  });

  it('is read to the end of what was read of it', () => {
    expect(pageFacts('<meta property="og:title" content="One"><meta property="og:descr')).toEqual({
      title: 'One',
    });
    expect(pageFacts('<title>The beginning of')).toEqual({ title: 'The beginning of' });
  });
});

describe('the text of a page', () => {
  const latin1 = Buffer.from('<title>Grüße</title>', 'latin1');
  it.each([
    ['as its mark says', Buffer.from('\ufeffGrüße'), 'text/html; charset=iso-8859-1'],
    ['as its server says', latin1, 'text/html;charset="ISO-8859-1"'],
    ['as it says itself', Buffer.from('<meta charset=windows-1252>Grüße', 'latin1'), 'text/html'],
    ['as UTF-8 without a word', Buffer.from('Grüße'), 'text/html'],
    ['as UTF-8 where the word is none', Buffer.from('Grüße'), 'text/html; charset=klingon'],
    ['as UTF-16', Buffer.from('\ufeffGrüße', 'utf16le'), 'text/html'],
  ])('is decoded %s', (_how, bytes, contentType) => {
    expect(decodeHtml(bytes, contentType)).toContain('Grüße');
  });
});

describe('a line', () => {
  it('has no breaks, no control characters and nothing that turns its direction', () => {
    expect(plainLine(' a\r\n\t b\u0000\u001b[31m \u202egnp.exe\u2066 c\u2028d ', 100)).toBe(
      'a b[31m gnp.exe c d',
    );
    expect(plainLine('\ud800x\u200b', 100)).toBe('\ufffdx');
  });

  it('keeps emoji and scripts whole, and ends with an ellipsis where it is cut', () => {
    expect(plainLine('👩‍👩‍👧 نمی‌خواهم', 100)).toBe('👩‍👩‍👧 نمی‌خواهم');
    expect(plainLine('😀'.repeat(10), 5)).toBe(`${'😀'.repeat(4)}…`);
    expect(plainLine('12345', 5)).toBe('12345');
  });
});

describe('the type of a picture', () => {
  it.each([
    ['image/png', '89504e470d0a1a0a0000'],
    ['image/jpeg', 'ffd8ffe000104a46'],
    ['image/gif', '474946383961'],
    ['image/webp', '52494646ffffffff57454250'],
  ])('is %s', (type, hex) => {
    expect(pictureType(Buffer.from(hex, 'hex'))).toBe(type);
  });

  it('is none of what could run in a browser, or is cut', () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg">',
      '<html>',
      '',
      'GIF8',
      'RIFF1234WAVE',
      '%PDF',
    ])
      expect(pictureType(Buffer.from(text))).toBeUndefined();
  });
});
