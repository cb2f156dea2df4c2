import { describe, expect, it } from 'vitest';
import { foldCase, normalEmail, searchTerm, searchTerms } from '../../../shared/accounts/model.ts';
import { canBePassword, decoyHash } from '../../../shared/accounts/policy.ts';
import { createInProcessPasswords } from '../../../shared/platform/aws/passwords/in-process-passwords.ts';

describe('searchTerms', () => {
  it('gives the username, and the name from each of its words on', () => {
    expect(searchTerms({ username: 'MaryJ', name: '  Mary   Jane Watson ' })).toEqual([
      'maryj',
      'mary jane watson',
      'jane watson',
      'watson',
    ]);
  });

  it('folds look-alikes, and gives no term twice', () => {
    expect(searchTerms({ username: 'ann', name: 'Ａｎｎ' })).toEqual(['ann']);
    expect(searchTerms({ username: 'x', name: 'A\u030Angstro\u0308m' })).toEqual(['x', 'ångström']);
  });

  it('gives at most five words', () => {
    expect(searchTerms({ username: 'x', name: 'a b c d e f g' })).toHaveLength(6);
  });
});

describe('foldCase', () => {
  it('makes texts equal that differ in case only', () => {
    const same = [
      ['Straße', 'STRASSE', 'straẞe'],
      ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς', 'Οδυσσευσ'],
      ['İstanbul', 'istanbul', 'ISTANBUL', 'ıstanbul'],
      ['ǅ', 'ǆ', 'Ǆ', 'dž'],
      ['ﬁn', 'FIN'],
      ['ԵՒ', 'և'],
    ];
    for (const texts of same) expect(new Set(texts.map(foldCase)).size, texts.join(' ')).toBe(1);
    expect(foldCase('a')).not.toBe(foldCase('ä'));
  });

  it("gives the same for each character's upper and lower case, and is idempotent", () => {
    const odd: string[] = [];
    for (let code = 0; code <= 0x1ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (character.toUpperCase() === character.toLowerCase()) continue;
      const folded = foldCase(character);
      const others = [folded, character.toUpperCase(), character.toLowerCase()];
      if (others.some((other) => foldCase(other) !== folded)) odd.push(code.toString(16));
    }
    expect(odd).toEqual([]);
  });

  it('removes invisible characters from search terms', () => {
    expect(searchTerm('  Stra\u00adße\u200b \u3000 Σ ')).toBe('strasse σ');
  });
});

describe('normalEmail', () => {
  it('ignores case, surrounding space and composition', () => {
    expect(normalEmail(' Ann@Example.COM ')).toBe('ann@example.com');
    expect(normalEmail('a\u0308@x.de')).toBe(normalEmail('\u00e4@x.de'));
  });
});

describe('passwords', () => {
  it('longer than bcrypt reads are always wrong', () => {
    expect(canBePassword('é'.repeat(36))).toBe(true);
    expect(canBePassword('é'.repeat(36) + 'x')).toBe(false);
  });

  it('never match the decoy, which takes as long as a real hash', async () => {
    const passwords = createInProcessPasswords(4);
    for (const guess of ['', 'x', 'a long password']) {
      expect(await passwords.verify(guess, decoyHash(4))).toBe(false);
    }
    expect(decoyHash(12)).toHaveLength((await passwords.hash('x')).length);
    expect(decoyHash(12).slice(4, 6)).toBe('12');
  });
});
