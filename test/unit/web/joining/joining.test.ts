import { afterEach, expect, test, vi } from 'vitest';
import type { Invite } from '../../../../shared/protocol/index.ts';
import { maintainedTopics } from '../../../../shared/protocol/community-model.ts';
import { aboveOf, discoverPath } from '../../../../web/src/discover/discover-path.ts';
import { translate } from '../../../../web/src/i18n/i18n.ts';
import { dismissGreeting, isToBeGreeted } from '../../../../web/src/joining/greeted.ts';
import { endOf, works } from '../../../../web/src/joining/invite-terms.ts';
import { languageName, languagesIn } from '../../../../web/src/joining/language-name.ts';
import { namedTopics, topicName } from '../../../../web/src/joining/topic-name.ts';
import { topicOf } from '../../../../web/src/joining/typed-topic.ts';

const now = Date.parse('2026-05-04T10:00:00.000Z');
const dayMs = 24 * 60 * 60_000;
afterEach(() => vi.unstubAllGlobals());

test('the client names the topics that the server maintains, and shows others as they are', () => {
  expect(namedTopics).toEqual(maintainedTopics);
  expect(topicName('oslo', translate)).toBe('oslo');
  expect(topicName('constructor', translate)).toBe('constructor');
});

test.each([
  ['Wild Flowers', 'wild-flowers'],
  ['#Öko', 'öko'],
  ['x', undefined],
  ['-a', undefined],
  ['no/slash', undefined],
  ['a'.repeat(33), undefined],
])('given the topic %o that was typed, it is %o', (typed, topic) => {
  expect(topicOf(typed)).toBe(topic);
});

test('an invite works until its end and until as many came as can', () => {
  const invite = { uses: 1, maxUses: 2, expiresAt: endOf('day', now) } as Invite;
  expect(invite.expiresAt).toBe('2026-05-05T10:00:00.000Z');
  expect(works(invite, now)).toBe(true);
  expect(works(invite, now + dayMs)).toBe(false);
  expect(works({ ...invite, uses: 2 }, now)).toBe(false);
  expect(endOf('never', now)).toBeNull();
  expect(works({ ...invite, expiresAt: null, maxUses: null }, now + 1_000 * dayMs)).toBe(true);
});

const joined = (role: 'owner' | 'member', daysAgo: number) =>
  ({
    id: 'cnv_1',
    isGroup: true,
    me: { role, joinedAt: new Date(now - daysAgo * dayMs).toISOString() },
  }) as Parameters<typeof isToBeGreeted>[0];

test('given a new member, they are greeted until they dismiss it, and again after they joined anew', () => {
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
  expect(isToBeGreeted(joined('member', 1), 'usr_1', now)).toBe(true);
  expect(isToBeGreeted(joined('member', 8), 'usr_1', now)).toBe(false);
  expect(isToBeGreeted(joined('owner', 1), 'usr_1', now)).toBe(false);
  dismissGreeting(joined('member', 1), 'usr_1');
  expect(isToBeGreeted(joined('member', 1), 'usr_1', now)).toBe(false);
  expect(isToBeGreeted(joined('member', 1), 'usr_2', now)).toBe(true);
  expect(isToBeGreeted(joined('member', 0), 'usr_1', now)).toBe(true);
});

test('given a browser that stores nothing, a greeting that was dismissed stays away for as long as the page', () => {
  vi.stubGlobal('localStorage', undefined);
  expect(isToBeGreeted(joined('member', 2), 'usr_3', now)).toBe(true);
  dismissGreeting(joined('member', 2), 'usr_3');
  expect(isToBeGreeted(joined('member', 2), 'usr_3', now)).toBe(false);
});

test('languages have their names in the language of the reader, by name; one of a later version its tag', () => {
  expect(languageName('de', 'en')).toBe('German');
  expect(languageName('not a tag', 'en')).toBe('not a tag');
  const labels = languagesIn('de', 'gsw').map(({ label }) => label);
  expect(labels).toContain('Schweizerdeutsch');
  expect(labels).toEqual(labels.toSorted((a, b) => a.localeCompare(b, 'de')));
});

test('what opens above the list of public groups is in the path', () => {
  expect(aboveOf(discoverPath('cnv_1'))).toEqual({ groupId: 'cnv_1' });
  expect(aboveOf('/discover/topics')).toBe('topics');
  expect(aboveOf('/discover')).toBeUndefined();
  expect(aboveOf('/discover/%')).toBeUndefined();
  expect(aboveOf('/new')).toBeUndefined();
});
