import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { deIntegrations } from '../../../web/src/i18n/de-integrations.ts';
import { deJoining } from '../../../web/src/i18n/de-joining.ts';
import { deLater } from '../../../web/src/i18n/de-later.ts';
import { deMedia } from '../../../web/src/i18n/de-media.ts';
import { deMessages } from '../../../web/src/i18n/de-messages.ts';
import { deNotifications } from '../../../web/src/i18n/de-notifications.ts';
import { deThreads } from '../../../web/src/i18n/de-threads.ts';
import { deSearch } from '../../../web/src/i18n/de-search.ts';
import { deContents } from '../../../web/src/i18n/de-contents.ts';
import { de as deFirst } from '../../../web/src/i18n/de.ts';
import { enIntegrations } from '../../../web/src/i18n/en-integrations.ts';
import { enJoining } from '../../../web/src/i18n/en-joining.ts';
import { enLater } from '../../../web/src/i18n/en-later.ts';
import { enMedia } from '../../../web/src/i18n/en-media.ts';
import { enMessages } from '../../../web/src/i18n/en-messages.ts';
import { enNotifications } from '../../../web/src/i18n/en-notifications.ts';
import { enThreads } from '../../../web/src/i18n/en-threads.ts';
import { enSearch } from '../../../web/src/i18n/en-search.ts';
import { enContents } from '../../../web/src/i18n/en-contents.ts';
import { en as enFirst } from '../../../web/src/i18n/en.ts';

const later = {
  ...enLater,
  ...enJoining,
  ...enMedia,
  ...enMessages,
  ...enThreads,
  ...enSearch,
  ...enContents,
  ...enNotifications,
  ...enIntegrations,
};
const en = { ...enFirst, ...later };
const de = {
  ...deFirst,
  ...deLater,
  ...deJoining,
  ...deMedia,
  ...deMessages,
  ...deThreads,
  ...deSearch,
  ...deContents,
  ...deNotifications,
  ...deIntegrations,
};

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
  'shortcuts.code',
  'app.name',
  'presence.online',
  'list.title',
  'conversation.details',
  'composer.emoji',
  'details.title',
  'details.admin',
  'jump.chats',
  'register.name',
  'search.filter.in',
  'profile.name',
  'bot.mark',
  'hooks.name',
  'webhooks.name',
  'bots.title',
  'bots.one',
  'bots.name',
  'bots.tokens',
  'profile.status',
  'contact.name',
  'passkeys.name',
  'passkeys.title',
  'members.admins',
  'media.video',
  'media.moving',
  'gallery.audio',
  'message.said',
  'menu.threads',
  'quote.video',
  'quote.audio',
  'thread.title',
  'thread.in',
  'threads.title',
];

test('no text is left in English', () => {
  expect(keys.filter((key) => de[key] === en[key]).sort()).toEqual(alike.sort());
});

/** The sources of the first load: what `file` imports statically, and so on. */
function importedBy(file: string, known = new Map<string, string>()): Map<string, string> {
  if (known.has(file) || !/\.tsx?$/.test(file)) return known;
  const source = readFileSync(file, 'utf8');
  known.set(file, source);
  for (const [, path = ''] of source.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from\s+'(\.[^']+)'/gms))
    importedBy(join(dirname(file), path), known);
  return known;
}

test('what is on screen at first uses no text that is loaded later', () => {
  const main = join(import.meta.dirname, '../../../web/src/main.tsx');
  const sources = [...importedBy(main)].filter(([file]) => !file.includes('/i18n/'));
  const text = sources.map(([, source]) => source).join('\n');
  const begun = [...text.matchAll(/`([a-zA-Z]+\.[a-zA-Z.]*)\$\{/g)].map(([, start = '']) => start);
  expect(begun).toContain('presence.');
  const used = (key: string) => text.includes(`'${key}'`) || begun.some((start) => key.startsWith(start));
  expect(Object.keys(later).filter(used)).toEqual([]);
});
