import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePostings, encodePostings, partsWith } from '../../../shared/search/postings.ts';
import { findMarks, searchWords } from '../../../shared/search/words.ts';
import { termsOf, termsToLookUp } from '../../../shared/search/terms.ts';
import {
  blockOf,
  blockSize,
  fanOut,
  firstSeq,
  lastSeq,
  parentOf,
  partOf,
  wholeNodes,
} from '../../../shared/search/tree.ts';

describe('the tree over the numbers of a conversation', () => {
  it('covers all whole blocks once, the newest first, with few nodes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_000_000 }), (last) => {
        const nodes = wholeNodes(last);
        let end = Math.floor(last / blockSize) * blockSize;
        for (const node of nodes) {
          expect(lastSeq(node)).toBe(end);
          end = firstSeq(node) - 1;
        }
        expect(end).toBe(0);
        expect(nodes.length).toBeLessThanOrEqual(3 * (fanOut - 1) + 6);
      }),
    );
  });

  it('has each node under its parent', () => {
    expect(blockOf(blockSize)).toEqual({ level: 0, n: 0 });
    expect(blockOf(blockSize + 1)).toEqual({ level: 0, n: 1 });
    const node = { level: 1, n: 5 };
    expect(parentOf(partOf(node, fanOut - 1))).toEqual(node);
    expect(firstSeq(partOf(node, 0))).toBe(firstSeq(node));
    expect(lastSeq(partOf(node, fanOut - 1))).toBe(lastSeq(node));
  });
});

describe('postings', () => {
  it('given as bytes, are what they were', () => {
    const hash = fc.nat({ max: 2 ** 32 - 1 });
    const parts = fc
      .uniqueArray(fc.nat({ max: 255 }), { minLength: 1, maxLength: 256 })
      .map((numbers) => numbers.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(fc.tuple(hash, parts), { maxLength: 20 }), hash, (entries, other) => {
        const postings = new Map(entries);
        const encoded = encodePostings(postings);
        expect(decodePostings(encoded)).toEqual(new Map([...postings].sort(([a], [b]) => a - b)));
        for (const [wanted, having] of postings) expect(partsWith(encoded, wanted)).toEqual(having);
        expect(partsWith(encoded, other)).toEqual(postings.get(other) ?? []);
      }),
    );
  });
});

describe('the terms of a message', () => {
  it('hold all that a search looks up where the search finds the message', () => {
    const piece = fc.constantFrom(
      'tea',
      'Straße',
      'extraordinarily-long-internationalisation',
      'a',
      'कि',
      '咖啡馆',
      '北',
      '👍🏽',
      'é',
      '한국어',
      ' ',
      '!',
      'ｶﾞ',
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, fc.nat({ max: 20 }), (message, q, cut) => {
        for (const wanted of [q, message, message.slice(0, cut)]) {
          const words = searchWords(wanted.toWellFormed());
          if (!findMarks(message, words)) continue;
          const terms = new Set(termsOf({ text: message, senderId: 'usr_1', kinds: ['text'] }));
          for (const term of termsToLookUp(words, { from: 'usr_1', kind: 'text' })) {
            expect(terms).toContain(term);
          }
        }
      }),
    );
  });
});
