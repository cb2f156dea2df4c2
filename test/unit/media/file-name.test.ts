import { describe, expect, it } from 'vitest';
import { fileName } from '../../../shared/media/file-name.ts';
import { limits } from '../../../shared/protocol/index.ts';

describe('the name of a file', () => {
  it.each([
    ['keeps a plain name', 'Summer 2026.jpg', 'Summer 2026.jpg'],
    ['keeps other scripts and emoji', 'Zusammenfassung – 夏 👩‍👩‍👧.JPEG', 'Zusammenfassung – 夏 👩‍👩‍👧.JPEG'],
    ['keeps the last part of a path', '../../etc/passwd.jpg', 'passwd.jpg'],
    ['keeps the last part of a path of Windows', 'C:\\Users\\ann\\a.jpg', 'a.jpg'],
    ['drops NUL, line breaks and other control characters', 'a\u0000b\r\nc\u0085.jpg', 'abc.jpg'],
    ['drops marks that turn the direction of text', 'photo\u202Egpj.exe', 'photogpj.exe.jpg'],
    ['drops what does not show', 'a\u200B\uFEFF.jpg', 'a.jpg'],
    ['replaces what systems do not take in names', 'a<b>:"c|?*.jpg', 'a_b___c___.jpg'],
    ['drops a leading dot, and dots and spaces at the end', ' ..hidden.jpg. ', 'hidden.jpg'],
    ['adds the ending of its type to another one', 'invoice.pdf', 'invoice.pdf.jpg'],
    ['adds it to a program', 'photo.jpg.exe', 'photo.jpg.exe.jpg'],
    ['adds it where there is none', 'photo', 'photo.jpg'],
    ['makes up one where nothing is left', '\u202E/..', 'file.jpg'],
    ['composes letters and makes one space of many', 'a\u0308  \tb.jpg', 'ä b.jpg'],
    ['mends half of a surrogate pair', 'a\ud800.jpg', 'a\ufffd.jpg'],
  ])('%s', (_, given, kept) => {
    expect(fileName(given, 'image/jpeg')).toBe(kept);
  });

  it('of 1,000 characters is shortened before its ending', () => {
    const kept = fileName(`${'😀'.repeat(1_000)}.pdf`, 'application/pdf');
    expect([...kept]).toHaveLength(limits.shownFileNameCharacters);
    expect(kept).toMatch(/^(😀)+\.pdf$/u);
  });
});
