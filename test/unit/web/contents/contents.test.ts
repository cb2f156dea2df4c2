import { describe, expect, it } from 'vitest';
import type { Poll } from '../../../../client/index.ts';
import { coordinatesText, mapAddress, readDegrees, readPair } from '../../../../web/src/contents/location.ts';
import { toggled, withVote } from '../../../../web/src/contents/poll.ts';
import { vcardName, vcardOf } from '../../../../web/src/contents/vcard.ts';

describe('a vCard', () => {
  it('holds what was given, and nothing that would be another line of it', () => {
    const card = vcardOf({
      name: 'Ada, Countess; of\\Lovelace\nEND:VCARD\r\nNOTE:evil',
      phones: ['+44 20'],
      emails: ['ada@example.org'],
    });
    expect(card.split('\r\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:4.0',
      'FN:Ada\\, Countess\\; of\\\\Lovelace END:VCARD NOTE:evil',
      'TEL:+44 20',
      'EMAIL:ada@example.org',
      'END:VCARD',
      '',
    ]);
  });

  it('folds long lines without parting a character', () => {
    const name = '😀'.repeat(64);
    const lines = vcardOf({ name, emails: ['a@b.c'] }).split('\r\n');
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line.isWellFormed()).toBe(true);
    }
    expect(lines.join('\r\n').replaceAll('\r\n ', '')).toContain(`FN:${name}`);
  });

  it('has a name that every system takes', () => {
    expect(vcardName('../Ada: "L"/*?')).toBe('..Ada L.vcf');
    expect(vcardName('/:*')).toBe('contact.vcf');
    expect(vcardName('Zoë 王')).toBe('Zoë 王.vcf');
  });
});

describe('a place', () => {
  it('is written as people do, and found on a map', () => {
    const place = { latitude: -33.8568, longitude: 151.2153 };
    expect(coordinatesText(place, 'en')).toBe('33.85680° S, 151.21530° E');
    expect(coordinatesText({ latitude: 1.5, longitude: -2.25 }, 'de')).toBe('1,50000° N, 2,25000° W');
    expect(mapAddress(place)).toContain('mlat=-33.85680&mlon=151.21530#map=16/');
  });

  it.each([
    ['52.5', 90, 52.5],
    [' -90 ', 90, -90],
    ['13,25°', 180, 13.25],
    ['90.1', 90, undefined],
    ['1e3', 180, undefined],
    ['', 90, undefined],
    ['12.', 90, undefined],
  ])('reads %j of at most %d as %s', (typed, most, degrees) => {
    expect(readDegrees(typed, most)).toBe(degrees);
  });

  it('is read from a pair that was pasted', () => {
    expect(readPair('52.5037, 13.3315')).toEqual(['52.5037', '13.3315']);
    expect(readPair('-1.5;2.5')).toEqual(['-1.5', '2.5']);
    expect(readPair('52')).toBeUndefined();
  });
});

describe('a poll', () => {
  const poll: Poll = {
    question: 'Tea?',
    options: [
      { text: 'Yes', count: 2 },
      { text: 'No', count: 0 },
    ],
    multiple: false,
    anonymous: false,
    voterCount: 2,
  };

  it('has another option in place of the one before, or beside it', () => {
    expect(toggled([], 1, false)).toEqual([1]);
    expect(toggled([1], 0, false)).toEqual([0]);
    expect(toggled([1], 1, false)).toEqual([]);
    expect(toggled([1], 0, true)).toEqual([0, 1]);
    expect(toggled([0, 1], 0, true)).toEqual([1]);
  });

  it('shows a vote that is not counted yet', () => {
    expect(withVote(poll, [1]).options).toMatchObject([
      { count: 2, percent: 100, leads: true },
      { count: 1, percent: 50, leads: false },
    ]);
    expect(withVote({ ...poll, voterCount: 0, options: [{ text: 'Yes', count: 0 }] }, [0])).toMatchObject({
      voters: 1,
      options: [{ percent: 100 }],
    });
    expect(withVote({ ...poll, voterCount: 0, options: [{ text: 'Yes', count: 0 }] }, [])).toMatchObject({
      voters: 0,
      options: [{ percent: 0, leads: false }],
    });
  });
});
