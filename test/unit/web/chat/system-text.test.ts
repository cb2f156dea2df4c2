import { compileMessage } from '@lingui/message-utils/compileMessage';
import { setupI18n } from '@lingui/core';
import { describe, expect, it } from 'vitest';
import type { SystemEvent } from '../../../../client/index.ts';
import { systemType } from '../../../../shared/protocol/group-model.ts';
import { de } from '../../../../web/src/i18n/de.ts';
import { en } from '../../../../web/src/i18n/en.ts';
import { systemParts } from '../../../../web/src/chat/system-text.ts';
import type { Translate } from '../../../../web/src/i18n/i18n.ts';

const names: Readonly<Record<string, string>> = { a: 'Ann', b: 'Bob', c: 'Cem', d: 'Dea', e: 'Eva' };

/** What a member with this id reads of an event that Ann caused. */
function read(locale: 'en-GB' | 'de-DE', ownId: string, event: Omit<SystemEvent, 'actorId'>): string {
  const language = locale === 'de-DE' ? 'de' : 'en';
  const i18n = setupI18n();
  i18n.setMessagesCompiler(compileMessage);
  i18n.load(language, language === 'de' ? de : en);
  i18n.activate(language);
  const t: Translate = (key, values) => i18n._(key, values);
  const at = Date.parse('2026-03-01T12:00:00');
  const parts = systemParts({ actorId: 'a', ...event }, 'The server says so.', { ownId, t, locale, at });
  return parts.map((part) => (typeof part === 'string' ? part : (names[part.userId] ?? '?'))).join('');
}

const inAnHour = new Date('2026-03-01T13:00:00').toISOString();
const settings = {
  post: 'admins',
  addMembers: 'admins',
  changeInfo: 'admins',
  pin: 'admins',
  mentionAll: 'admins',
  slowModeSeconds: 0,
  history: 'all',
} as const;

/** What Ann, Bob and Cem read, in English and in German. */
const cases: [Omit<SystemEvent, 'actorId'>, string[], string[]][] = [
  [
    { type: 'added', userIds: ['b', 'c'] },
    ['You added Bob and Cem.', 'Ann added you and Cem.', 'Ann added Bob and you.'],
    ['Du hast Bob und Cem hinzugefügt.', 'Ann hat dich und Cem hinzugefügt.'],
  ],
  [
    { type: 'joined', userIds: ['b'] },
    ['Bob joined the group.', 'You joined the group.'],
    ['Bob ist der Gruppe beigetreten.', 'Du bist der Gruppe beigetreten.'],
  ],
  [
    { type: 'left', userIds: ['b'] },
    ['Bob left the group.', 'You left the group.'],
    ['Bob hat die Gruppe verlassen.', 'Du hast die Gruppe verlassen.'],
  ],
  [
    { type: 'removed', userIds: ['b'] },
    ['You removed Bob.', 'Ann removed you.', 'Ann removed Bob.'],
    ['Du hast Bob entfernt.', 'Ann hat dich entfernt.'],
  ],
  [
    { type: 'banned', userIds: ['b'] },
    ['You banned Bob.', 'Ann banned you.'],
    ['Du hast Bob ausgeschlossen.', 'Ann hat dich ausgeschlossen.'],
  ],
  [
    { type: 'unbanned', userIds: ['b'] },
    ['You let Bob come in again.', 'Ann let you come in again.'],
    ['Du lässt Bob wieder in die Gruppe.', 'Ann lässt dich wieder in die Gruppe.'],
  ],
  [
    { type: 'role', userIds: ['b'], role: 'admin' },
    ['You made Bob an admin.', 'Ann made you an admin.'],
    ['Du hast Bob zum Admin gemacht.', 'Ann hat dich zum Admin gemacht.'],
  ],
  [
    { type: 'role', userIds: ['b'], role: 'member' },
    ['You made Bob a member again.', 'Ann made you a member again.'],
    ['Du hast Bob wieder zum Mitglied gemacht.'],
  ],
  [
    { type: 'owner', userIds: ['b'] },
    ['Bob is the owner now.', 'You are the owner now.'],
    ['Bob ist jetzt Inhaber.', 'Du bist jetzt Inhaber.'],
  ],
  [
    { type: 'muted', userIds: ['b'], until: inAnHour },
    ['You muted Bob until 13:00.', 'Ann muted you until 13:00.'],
    ['Du hast Bob bis 13:00 stumm geschaltet.'],
  ],
  [
    { type: 'muted', userIds: ['b'], until: 'forever' },
    ['You muted Bob.', 'Ann muted you.'],
    ['Du hast Bob stumm geschaltet.', 'Ann hat dich stumm geschaltet.'],
  ],
  [
    { type: 'unmuted', userIds: ['b'] },
    ['You let Bob write again.', 'Ann let you write again.'],
    ['Du lässt Bob wieder schreiben.', 'Ann lässt dich wieder schreiben.'],
  ],
  [
    { type: 'renamed', name: 'Trip' },
    ['You named the group “Trip”.', 'Ann named the group “Trip”.'],
    ['Du hast die Gruppe „Trip“ genannt.', 'Ann hat die Gruppe „Trip“ genannt.'],
  ],
  [{ type: 'avatar', avatar: 'builtin:01' }, ['You changed the picture of the group.'], []],
  [{ type: 'avatar', avatar: null }, ['You removed the picture of the group.'], []],
  [{ type: 'about', about: 'Rules' }, ['You changed the info of the group.'], []],
  [{ type: 'about', about: null }, ['You removed the info of the group.'], []],
  [{ type: 'settings', settings }, ['You changed the settings of the group.'], []],
  [{ type: 'community' }, ['You changed who can find the group.'], []],
  [{ type: 'welcome' }, ['You changed the welcome text of the group.'], []],
  [{ type: 'rules' }, ['You changed the rules of the group.'], []],
  [
    { type: 'expiry', expiry: { seconds: 86_400, from: 'sending' } },
    ['You set messages to disappear 1 day after they are sent.'],
    ['Du hast eingestellt, dass Nachrichten 1 Tag nach dem Senden verschwinden.'],
  ],
  [
    { type: 'expiry', expiry: { seconds: 90, from: 'reading' } },
    ['You set messages to disappear 90 seconds after they are read.'],
    ['Du hast eingestellt, dass Nachrichten 90 Sekunden nach dem Lesen verschwinden.'],
  ],
  [
    { type: 'expiry', expiry: null },
    ['You turned off disappearing messages.'],
    ['Du hast selbstlöschende Nachrichten ausgeschaltet.'],
  ],
];

describe('what happened in a group', () => {
  it.each(cases)('reads %o in both languages as each member sees it', (event, english, german) => {
    expect(english.map((_, index) => read('en-GB', ['a', 'b', 'c'][index] ?? '', event))).toEqual(english);
    expect(german.map((_, index) => read('de-DE', ['a', 'b', 'c'][index] ?? '', event))).toEqual(german);
  });

  it('names three of many, and says how many more there are', () => {
    const event = { type: 'added', userIds: ['b', 'c', 'd', 'e', 'f'] };
    expect(read('en-GB', 'x', event)).toBe('Ann added Bob, Cem, Dea and 2 others.');
    expect(read('de-DE', 'x', event)).toBe('Ann hat Bob, Cem, Dea und 2 weitere hinzugefügt.');
  });

  it('has a sentence for every type of the contract', () => {
    const told = cases.map(([{ type }]) => type);
    expect(systemType.options.filter((type) => !told.includes(type))).toEqual([]);
  });

  it('reads as the server puts it where the type is of a later version', () => {
    expect(read('de-DE', 'a', { type: 'pinned', userIds: ['b'] })).toBe('The server says so.');
    expect(read('en-GB', 'a', { type: 'toString' })).toBe('The server says so.');
  });
});
