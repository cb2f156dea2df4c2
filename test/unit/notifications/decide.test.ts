import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decide,
  decideForAccount,
  type Person,
  type Recipient,
} from '../../../shared/notifications/decide.ts';
import { defaultSettings } from '../../../shared/notifications/model.ts';
import type { Occasion } from '../../../shared/notifications/work.ts';
import { directConversationId } from '../../../shared/platform/ids.ts';
import { digestDelays } from '../../../shared/protocol/index.ts';

const now = Date.UTC(2026, 10, 30, 12);
const [ann, bob] = ['usr_ann', 'usr_bob'];

const message: Occasion = {
  conversationId: 'cnv_group',
  kind: 'message',
  seq: 10,
  at: now,
  actorId: ann,
};
const member: Recipient = { userId: bob, readSeq: 0, notifications: 'all' };
const away: Person = { member, follows: false, apart: false, shows: false, settings: defaultSettings };
const mention = { ...message, mentions: [bob] };
const reaction: Occasion = { ...message, kind: 'reaction', target: 3 };
const added: Occasion = { ...message, kind: 'group_added', userIds: [bob] };
const request: Occasion = { ...message, kind: 'join_request', seq: 0 };
const direct = { ...message, conversationId: directConversationId(ann, bob) };

const as = (change: Partial<Recipient>): Person => ({ ...away, member: { ...member, ...change } });
const quiet = { from: '11:00', to: '13:00', timeZone: 'UTC' };

describe('a user', () => {
  // what is given, what happened, to whom, and as what they are notified of it
  it.for<[given: string, occasion: Occasion, person: Person, kind: string | undefined]>([
    ['is away', message, away, 'message'],
    ['is mentioned', mention, away, 'mention'],
    ['is mentioned with all', { ...message, mentionsAll: true }, away, 'mention'],
    ['follows the thread', { ...message, threadSeq: 2 }, { ...away, follows: true }, 'reply'],
    ['is mentioned in a thread they follow', mention, { ...away, follows: true }, 'mention'],
    ['has a reaction to a message', reaction, away, 'reaction'],
    ['was added', added, as({ readSeq: 10 }), 'group_added'],
    ['decides who comes in', request, as({ readSeq: 10 }), 'join_request'],
    ['sent it', { ...mention, actorId: bob }, away, undefined],
    ['is a bot', { ...mention, mentions: ['bot_helper'] }, as({ userId: 'bot_helper' }), undefined],
    ['is a member no more', mention, { ...away, member: undefined }, undefined],
    ['has read it', mention, as({ readSeq: 10 }), undefined],
    ['has read all but it', mention, as({ readSeq: 9 }), 'mention'],
    ['came in after it, where the history is hidden', mention, as({ historyFrom: 10 }), undefined],
    ['may not see what got the reaction', reaction, as({ historyFrom: 3 }), undefined],
    ['is kept from it by a block', { ...mention, hiddenFrom: bob }, away, undefined],
    ['is not the one whom a block keeps from it', { ...mention, hiddenFrom: ann }, away, 'mention'],
    ['has a block with the sender', mention, { ...away, apart: true }, undefined],
    ['has a block with who added them', added, { ...away, apart: true }, undefined],
    ['shows the conversation', mention, { ...away, shows: true }, undefined],
    ['wants mentions only', message, as({ notifications: 'mentions' }), undefined],
    ['wants mentions only, and is mentioned', mention, as({ notifications: 'mentions' }), 'mention'],
    [
      'wants mentions only, of a thread they follow',
      message,
      { ...as({ notifications: 'mentions' }), follows: true },
      undefined,
    ],
    ['wants mentions only, for a reaction', reaction, as({ notifications: 'mentions' }), undefined],
    ['wants mentions only, for a request', request, as({ notifications: 'mentions' }), undefined],
    ['wants nothing, and is mentioned', mention, as({ notifications: 'none' }), undefined],
    ['wants nothing, and was added', added, as({ notifications: 'none' }), 'group_added'],
    ['wanted nothing until now', message, as({ notifications: 'none', notificationsUntil: now }), 'message'],
    [
      'wants nothing for a moment more',
      message,
      as({ notifications: 'none', notificationsUntil: now + 1 }),
      undefined,
    ],
    [
      'wants mentions of groups',
      message,
      { ...away, settings: { ...defaultSettings, groups: 'mentions' } },
      undefined,
    ],
    [
      'wants mentions of groups, in a direct conversation',
      direct,
      { ...away, settings: { ...defaultSettings, groups: 'mentions' } },
      'message',
    ],
    [
      'wants nothing of direct conversations',
      direct,
      { ...away, settings: { ...defaultSettings, direct: 'none' } },
      undefined,
    ],
    [
      'wants nothing of groups, but all of this one',
      message,
      {
        ...as({ notificationsChosen: true }),
        settings: { ...defaultSettings, groups: 'none' },
      },
      'message',
    ],
    [
      'wants nothing of groups, and had this one muted until now',
      message,
      {
        ...as({ notifications: 'mentions', notificationsChosen: true, notificationsUntil: now }),
        settings: { ...defaultSettings, groups: 'none' },
      },
      undefined,
    ],
    [
      'is in quiet hours',
      message,
      { ...away, settings: { ...defaultSettings, quietHours: quiet } },
      'message',
    ],
  ])('who %s', ([, occasion, person, kind]) => {
    expect(decide(occasion, person, now)?.kind).toBe(kind);
  });

  it('in quiet hours, or without sounds, has it in the list and hears nothing', () => {
    const decided = (settings: Partial<Person['settings']>) =>
      decide(message, { ...away, settings: { ...defaultSettings, ...settings } }, now);
    expect(decided({})).toEqual({ kind: 'message', ways: ['inbox', 'devices', 'push'], silent: false });
    expect(decided({ quietHours: quiet })).toMatchObject({ ways: ['inbox', 'devices'], silent: true });
    expect(decided({ sounds: false })).toMatchObject({ silent: true });
    expect(decided({ quietHours: { ...quiet, to: '12:00' } })).toMatchObject({ silent: false });
  });

  it.for<[given: string, occasion: Occasion, person: Person, mailed: boolean]>([
    ['is written to alone', direct, away, true],
    [
      'is written to in quiet hours',
      direct,
      { ...away, settings: { ...defaultSettings, quietHours: quiet } },
      true,
    ],
    ['is mentioned', mention, away, true],
    ['is answered in a thread of a direct conversation', direct, { ...away, follows: true }, true],
    ['is answered in a thread of a group', message, { ...away, follows: true }, false],
    ['is written to in a group', message, away, false],
    ['gets a reaction', { ...reaction, conversationId: direct.conversationId }, away, false],
    ['wants no digest', mention, { ...away, settings: { ...defaultSettings, digest: 'off' } }, false],
    ['can get none', mention, { ...away, settings: { ...defaultSettings, digest: null } }, false],
  ])('who %s has it in the next digest, or not', ([, occasion, person, mailed]) => {
    expect(decide(occasion, person, now)?.ways.includes('mail')).toBe(mailed);
  });

  it('hears in any case of what was done to their account', () => {
    const occasion = { userId: bob, kind: 'new_device', at: now, id: 'aud_1', device: '' } as const;
    const settings = { ...defaultSettings, direct: 'none', groups: 'none', sounds: false } as const;
    expect(decideForAccount(occasion, settings, now)).toMatchObject({ kind: 'new_device', silent: true });
  });
});

describe('in any combination', () => {
  const choice = fc.constantFrom('all' as const, 'mentions' as const, 'none' as const);
  const someone = fc.constantFrom(ann, bob, 'usr_cid');
  const anyOccasion: fc.Arbitrary<Occasion> = fc.record(
    {
      conversationId: fc.constantFrom('cnv_group', directConversationId(ann, bob)),
      kind: fc.constantFrom('message', 'reaction', 'group_added', 'join_request'),
      seq: fc.integer({ min: 0, max: 5 }),
      at: fc.constant(now),
      actorId: someone,
      mentions: fc.uniqueArray(someone),
      mentionsAll: fc.constant(true as const),
      hiddenFrom: someone,
      threadSeq: fc.integer({ min: 1, max: 5 }),
      target: fc.integer({ min: 1, max: 5 }),
      userIds: fc.uniqueArray(someone),
    },
    { requiredKeys: ['conversationId', 'kind', 'seq', 'at', 'actorId'] },
  );
  const anyMember: fc.Arbitrary<Recipient> = fc.record(
    {
      userId: someone,
      readSeq: fc.integer({ min: 0, max: 5 }),
      historyFrom: fc.integer({ min: 0, max: 5 }),
      notifications: choice,
      notificationsChosen: fc.constant(true as const),
      notificationsUntil: fc.constantFrom(now - 1, now, now + 1),
    },
    { requiredKeys: ['userId', 'readSeq', 'notifications'] },
  );
  const anyPerson: fc.Arbitrary<Person> = fc.record({
    member: fc.option(anyMember, { nil: undefined }),
    follows: fc.boolean(),
    apart: fc.boolean(),
    shows: fc.boolean(),
    settings: fc.record({
      preview: fc.constantFrom('shown', 'hidden'),
      direct: choice,
      groups: choice,
      sounds: fc.boolean(),
      quietHours: fc.option(fc.constant(quiet)),
      digest: fc.constantFrom(...digestDelays, null),
    }),
  });

  it('none is notified who sent it, is blocked, was removed, looks at it, has read it, or muted it without being mentioned', () => {
    fc.assert(
      fc.property(anyOccasion, anyPerson, (occasion, person) => {
        const decision = decide(occasion, person, now);
        if (!decision) return;
        const { member: notified, settings } = person;
        if (!notified) throw new Error('a stranger was notified');
        expect(notified.userId).not.toBe(occasion.actorId);
        expect(notified.userId).not.toBe(occasion.hiddenFrom);
        expect(person.apart || person.shows).toBe(false);
        const { seq, target = seq, kind } = occasion;
        if (kind === 'message' || kind === 'reaction') {
          expect(notified.readSeq).toBeLessThan(seq);
          expect(notified.historyFrom ?? 0).toBeLessThan(target);
        }
        const isMuted = notified.notifications !== 'all' && (notified.notificationsUntil ?? Infinity) > now;
        if (isMuted && kind !== 'group_added') {
          expect(notified.notifications).toBe('mentions');
          expect(decision.kind).toBe('mention');
          expect(occasion.mentionsAll ?? occasion.mentions?.includes(notified.userId)).toBe(true);
        }
        expect(decision.ways).toContain('inbox');
        expect(decision.silent).toBe(!settings.sounds || settings.quietHours !== null);
      }),
    );
  });

  it('who is away, can see it, has not read it and wants all is notified', () => {
    fc.assert(
      fc.property(anyOccasion, fc.boolean(), (occasion, follows) => {
        const person = { ...away, follows };
        const concerns = occasion.actorId !== bob && occasion.hiddenFrom !== bob;
        const isNew = occasion.seq > 0 || occasion.kind === 'group_added' || occasion.kind === 'join_request';
        expect(decide(occasion, person, now) !== undefined).toBe(concerns && isNew);
      }),
    );
  });
});
