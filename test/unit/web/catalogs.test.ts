import { compileMessage } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { de } from '../../../web/src/i18n/de.ts';
import { en } from '../../../web/src/i18n/en.ts';

type Compiled = ReturnType<typeof compileMessage>;

/** The placeholders of a text with their kinds, such as `count plural`, wherever they stand. */
function placeholders(compiled: Compiled): string[] {
  if (!Array.isArray(compiled)) return [];
  const found = compiled.flatMap((part) => {
    if (!Array.isArray(part)) return [];
    const [name, kind = '', choices = {}] = part;
    const nested = Object.values(choices as Record<string, Compiled>).flatMap(placeholders);
    return [`${name} ${kind}`.trim(), ...nested];
  });
  return [...new Set(found)].sort();
}

const keys = Object.keys(en) as (keyof typeof en)[];

test('every text compiles, and has the same placeholders in both languages', () => {
  expect(Object.keys(de)).toEqual(keys);
  for (const key of keys) {
    expect(placeholders(compileMessage(de[key])), key).toEqual(placeholders(compileMessage(en[key])));
  }
});

test('a placeholder in a choice counts as one of the text', () => {
  expect(placeholders(compileMessage('{count, plural, one {# of {name}} other {# others}}'))).toEqual([
    'count plural',
    'name',
  ]);
});

/** Words that are the same in German. */
const alike = [
  'app.name',
  'presence.online',
  'list.title',
  'conversation.details',
  'composer.emoji',
  'details.title',
  'details.admin',
  'jump.chats',
  'register.name',
  'profile.name',
  'profile.status',
  'passkeys.name',
  'passkeys.title',
];

test('no text is left in English', () => {
  expect(keys.filter((key) => de[key] === en[key]).sort()).toEqual(alike.sort());
});
