import { describe, expect, test } from 'vitest';
import { durationText } from '../../../../web/src/format/duration.ts';
import { fileKindOf, nameParts, sizeText } from '../../../../web/src/media/file-facts.ts';
import { refusalOf, typeOf } from '../../../../web/src/media/limits.ts';
import type { Media } from '../../../../web/src/media/model.ts';
import { runsOf } from '../../../../web/src/media/model.ts';
import { levelOf, peaksOf } from '../../../../web/src/media/peaks.ts';
import { summaryKind, summaryText } from '../../../../web/src/media/summary.ts';

const media = (changes: Partial<Media>): Media => ({
  id: 'med_1',
  purpose: 'attachment',
  kind: 'image',
  name: 'a.png',
  contentType: 'image/png',
  size: 1,
  state: 'ready',
  thumbnails: [],
  createdAt: '2026-11-30T12:00:00.000Z',
  ...changes,
});

describe('what is said of a file', () => {
  test('given a size, says it in the unit that people use', () => {
    expect([172, 2_400, 1_260_000, 52_000_000].map((size) => sizeText(size, 'en'))).toEqual([
      '172 bytes',
      '2 kB',
      '1.3 MB',
      '52 MB',
    ]);
  });

  test('given a duration, says minutes and seconds, and hours where there are some', () => {
    expect([0, 12.4, 75, 3_723].map(durationText)).toEqual(['0:00', '0:12', '1:15', '1:02:03']);
  });

  test('given a long name, keeps its extension in the part that is not cut', () => {
    expect(nameParts('Quarterly report.pdf')).toEqual(['Quarterly rep', 'ort.pdf']);
    expect(nameParts('README')).toEqual(['', 'README']);
    expect(nameParts('a.b')).toEqual(['', 'a.b']);
  });

  test('given a type, finds what it is', () => {
    expect(
      ['application/pdf', 'text/csv', 'application/zip', 'application/octet-stream'].map(fileKindOf),
    ).toEqual(['pdf', 'table', 'archive', 'other']);
  });
});

describe('what can be sent', () => {
  test('given a file, knows its type by the browser or by its name', () => {
    expect(typeOf({ name: 'a.png', type: 'image/png' })).toBe('image/png');
    expect(typeOf({ name: 'NOTES.MD', type: '' })).toBe('text/markdown');
    expect(typeOf({ name: 'a.zip', type: 'application/x-zip-compressed' })).toBe('application/zip');
    expect(typeOf({ name: 'a.png', type: 'application/x-msdownload' })).toBe('image/png');
    expect(typeOf({ name: 'a.exe', type: 'application/x-msdownload' })).toBeUndefined();
  });

  test('given what the server would refuse, says why before it is uploaded', () => {
    const mega = 1024 * 1024;
    expect(refusalOf({ name: 'a.exe', type: '', size: 1 })).toEqual({ why: 'notAllowed' });
    expect(refusalOf({ name: 'a.txt', type: 'text/plain', size: 0 })).toEqual({ why: 'empty' });
    expect(refusalOf({ name: 'a.png', type: 'image/png', size: 15 * mega })).toBeUndefined();
    expect(refusalOf({ name: 'a.png', type: 'image/png', size: 15 * mega + 1 })).toEqual({
      why: 'tooLarge',
      kind: 'image',
      most: 15 * mega,
    });
  });
});

describe('attachments of a message', () => {
  test('given photos and files, makes albums of neighbours and keeps the order', () => {
    const kinds = ['image', 'video', 'document', 'image', 'audio'] as const;
    const runs = runsOf(kinds.map((kind, index) => media({ id: String(index), kind })));
    expect(runs.map(({ type, media: all }) => `${type} ${all.map(({ id }) => id).join('')}`)).toEqual([
      'album 01',
      'file 2',
      'album 3',
      'audio 4',
    ]);
  });

  test('given attachments, sums them up in words', () => {
    const t = (key: string, values: Record<string, string | number> = {}) =>
      `${key} ${Object.values(values).join()}`;
    expect(summaryText([media({}), media({})], 2, t)).toBe('list.photos 2');
    expect(summaryText([media({ kind: 'audio', waveform: [1], durationSeconds: 12 })], 1, t)).toBe(
      'list.voice 0:12',
    );
    expect(summaryText([media({ kind: 'document', name: 'report.pdf' })], 1, t)).toBe('report.pdf');
    expect(summaryText([], 3, t)).toBe('list.files 3');
    expect(summaryKind([media({}), media({ kind: 'video' })])).toBe('files');
    expect(summaryKind([media({ kind: 'hologram' })])).toBe('files');
  });
});

describe('the waveform of a voice note', () => {
  test('given many levels, makes 64 peaks of them, the loudest at 31', () => {
    const peaks = peaksOf(Array.from({ length: 1_000 }, (_, index) => (index === 500 ? 0.4 : 0.1)));
    expect(peaks).toHaveLength(64);
    expect(Math.max(...peaks)).toBe(31);
    expect(Math.min(...peaks)).toBe(8);
  });

  test('given silence or next to nothing, stays silent', () => {
    expect(peaksOf([])).toEqual([0]);
    expect(peaksOf([0, 0])).toEqual([0, 0]);
    expect(levelOf(new Float32Array(8))).toBe(0);
    expect(levelOf(new Float32Array(8).fill(1))).toBe(1);
  });
});
