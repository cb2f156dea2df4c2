import { describe, expect, it } from 'vitest';
import type {
  AckData,
  Conversation,
  Message,
  OwnProfile,
  Page,
  Participant,
  Privacy,
  PrivacyAudience,
  ServerEventData,
  UserProfile,
  UserSummary,
} from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { problem, type Person } from '../support/backend/api.ts';
import { startBackend } from '../support/backend/runtime.ts';

const picture = 'builtin:03';
const viewers = ['self', 'contact', 'stranger', 'blocked', 'blocking'] as const;
type Viewer = (typeof viewers)[number];

/** Which viewers see what the owner shows to an audience; who blocked the owner sees the profile as a stranger. */
const sees: Record<PrivacyAudience, Record<Viewer, { presence: boolean; profile: boolean }>> = (() => {
  const [all, none] = [
    { presence: true, profile: true },
    { presence: false, profile: false },
  ];
  const profileOnly = { presence: false, profile: true };
  return {
    everyone: { self: all, contact: all, stranger: all, blocked: none, blocking: profileOnly },
    contacts: { self: all, contact: all, stranger: none, blocked: none, blocking: none },
    nobody: {
      self: { presence: false, profile: true },
      contact: none,
      stranger: none,
      blocked: none,
      blocking: none,
    },
  };
})();

async function start() {
  const backend = await startBackend();
  const [owner, contact, stranger, blocked, blocking] = await Promise.all(
    ['owner', 'contact', 'stranger', 'blocked', 'blocking'].map((name) => backend.person(name)),
  );
  if (!owner || !contact || !stranger || !blocked || !blocking) throw new Error('five people are signed in');
  const people = { self: owner, contact, stranger, blocked, blocking };
  const change = async (who: Person, body: { privacy?: Partial<Privacy>; about?: string; avatar?: string }) =>
    (await backend.call<OwnProfile>('PATCH', '/v1/users/me', { token: who.token, body })).body;
  const get = async <T>(by: Person, path: string) =>
    (await backend.call<T>('GET', `/v1${path}`, { token: by.token })).body;
  const block = (by: Person, whom: Person) =>
    backend.call('PUT', `/v1/users/me/blocks/${whom.user.id}`, { token: by.token });
  return { backend, owner, contact, stranger, blocked, blocking, people, change, get, block };
}

describe('presence, avatar and about', () => {
  it.each(['everyone', 'contacts', 'nobody'] as const)(
    'shown to %s are seen by those viewers alone, wherever one looks',
    async (audience) => {
      const { backend, owner, contact, blocked, blocking, people, change, get, block } = await start();
      await backend.conversation(owner, [contact]);
      const others = viewers.filter((viewer) => viewer !== 'self').map((viewer) => people[viewer]);
      const group = await backend.conversation(owner, others, 'A group');
      await change(owner, { about: 'Hello', avatar: picture });
      const privacy = { presence: audience, avatar: audience, about: audience };
      expect((await change(owner, { privacy })).privacy).toMatchObject(privacy);
      await block(owner, blocked);
      await block(blocking, owner);
      await backend.socket(owner);

      for (const viewer of viewers) {
        const by = people[viewer];
        const { presence, profile } = sees[audience][viewer];
        const expected = { online: presence, avatar: profile ? picture : null };
        const person = (found: readonly (UserSummary | Participant)[]) =>
          found.find(({ id }) => id === owner.user.id);
        const surfaces = {
          profile: await get<UserProfile>(by, `/users/${owner.user.id}`),
          search: person((await get<Page<UserSummary>>(by, `/users?q=${owner.user.username}`)).items),
          conversation: person((await get<Conversation>(by, `/conversations/${group.id}`)).participants),
          list: person(
            (await get<Page<Conversation>>(by, '/conversations')).items.find(({ id }) => id === group.id)
              ?.participants ?? [],
          ),
        };
        for (const [surface, shown] of Object.entries(surfaces)) {
          expect.soft(shown, `${viewer} in ${surface}`).toMatchObject(expected);
          expect.soft(shown?.lastOnline === null, `${viewer} in ${surface}`).toBe(!presence);
        }
        expect.soft(surfaces.profile.about, viewer).toBe(profile ? 'Hello' : null);
        if (viewer === 'self') continue;
        const socket = await backend.socket(by);
        const ack = await socket.request<AckData<'presence:watch'>>('presence:watch', {
          userIds: [owner.user.id],
        });
        expect.soft(ack.data?.users, viewer).toMatchObject([{ online: presence }]);
        const status = (value: string) =>
          backend.call('PUT', '/v1/users/me/status', { token: owner.token, body: { status: value } });
        await status('away');
        const pushed = await socket.eventsSoFar<ServerEventData<'presence:update'>>('presence:update');
        expect.soft(pushed, viewer).toMatchObject(presence ? [{ status: 'away' }] : []);
        await status('online');
      }
    },
  );

  it('given a new group, its event shows other members no more than any user sees', async () => {
    const { backend, owner, contact, stranger, change } = await start();
    await backend.conversation(owner, [contact]);
    await change(contact, { avatar: picture, privacy: { avatar: 'contacts', presence: 'contacts' } });
    const sockets = { contact: await backend.socket(contact), stranger: await backend.socket(stranger) };
    const made = await backend.conversation(owner, [contact, stranger], 'A group');
    const shown = (conversation: Conversation | undefined) =>
      conversation?.participants.find(({ id }) => id === contact.user.id);
    expect(shown(made)).toMatchObject({ avatar: picture, online: true });
    const [pushed] = await sockets.stranger.events<Conversation>('conversation:new', 1);
    expect(shown(pushed)).toMatchObject({ avatar: null, online: false, lastOnline: null });
  });

  it('given a change of the audience, pushes to those watchers for whom it makes a difference', async () => {
    const { backend, owner, contact, stranger, change } = await start();
    await backend.conversation(owner, [contact]);
    await backend.socket(owner);
    const sockets = [await backend.socket(contact), await backend.socket(stranger)] as const;
    for (const socket of sockets) await socket.request('presence:watch', { userIds: [owner.user.id] });
    const seen = async () =>
      Promise.all(
        sockets.map(async (socket) =>
          (await socket.eventsSoFar<ServerEventData<'presence:update'>>('presence:update')).map(
            ({ online }) => online,
          ),
        ),
      );
    await change(owner, { privacy: { presence: 'contacts' } });
    expect(await seen()).toEqual([[], [false]]);
    await change(owner, { privacy: { presence: 'nobody' } });
    expect(await seen()).toEqual([[false], [false]]);
    await change(owner, { privacy: { presence: 'everyone' } });
    expect(await seen()).toEqual([
      [false, true],
      [false, true],
    ]);
  });
});

describe('read receipts', () => {
  it.each([
    { audience: 'everyone', direct: 'read', group: 'read' },
    { audience: 'contacts', direct: 'read', group: 'delivered' },
    { audience: 'nobody', direct: 'delivered', group: 'delivered' },
  ] as const)(
    'for $audience show $direct in a direct conversation and $group in a group',
    async ({ audience, direct, group }) => {
      const { backend, owner, contact, change, get } = await start();
      const conversations = [
        { conversation: await backend.conversation(contact, [owner]), expected: direct },
        { conversation: await backend.conversation(contact, [owner], 'A group'), expected: group },
      ];
      await change(owner, { privacy: { receipts: audience } });
      const sockets = { owner: await backend.socket(owner), contact: await backend.socket(contact) };
      for (const { conversation, expected } of conversations) {
        const { id } = conversation;
        const data = { conversationId: id, clientId: id.slice(4), text: 'Hello' };
        await sockets.contact.request('message:send', data);
        await sockets.owner.request('receipt:delivered', { conversationId: id, seq: 1 });
        await sockets.owner.request('receipt:read', { conversationId: id, seq: 1 });
        const { items } = await get<Page<Message>>(contact, `/conversations/${id}/messages`);
        expect(items).toMatchObject([{ status: expected }]);
        expect(await get<Conversation>(contact, `/conversations/${id}`)).toMatchObject({
          lastMessage: { status: expected },
        });
        // the reader's own devices know
        expect(await get<Conversation>(owner, `/conversations/${id}`)).toMatchObject({
          unreadCount: 0,
          me: { readSeq: 1 },
        });
        const receipts = await get<Page<{ userId: string }>>(contact, `/conversations/${id}/receipts`);
        const readSeq = expected === 'read' ? 1 : 0;
        expect(receipts.items.find(({ userId }) => userId === owner.user.id)).toMatchObject({
          deliveredSeq: 1,
          readSeq,
        });
        const pushed = await sockets.contact.eventsSoFar<ServerEventData<'receipt'>>('receipt');
        const marks = pushed.filter(({ conversationId }) => conversationId === id).map((one) => one.readSeq);
        expect(marks).toEqual(expected === 'read' ? [0, 1] : [0]);
      }
    },
  );

  it('given a setting that shows them again, show what is read from then on', async () => {
    const { backend, owner, contact, change, get } = await start();
    const { id } = await backend.conversation(contact, [owner]);
    const read = (seq: number) =>
      backend.call('POST', `/v1/conversations/${id}/read`, { token: owner.token, body: { seq } });
    const say = (text: string) =>
      backend.call('POST', `/v1/conversations/${id}/messages`, { token: contact.token, body: { text } });
    const statuses = async () =>
      (await get<Page<Message>>(contact, `/conversations/${id}/messages`)).items.map(({ status }) => status);
    await say('one');
    await change(owner, { privacy: { receipts: 'nobody' } });
    await read(1);
    expect(await statuses()).toEqual(['delivered']);
    await change(owner, { privacy: { receipts: 'everyone' } });
    expect(await statuses()).toEqual(['delivered']);
    await say('two');
    await read(2);
    expect(await statuses()).toEqual(['read', 'read']);
  });
});

describe('who may write first and add to groups', () => {
  it.each(['messages', 'groups'] as const)('is decided by %s for each viewer', async (setting) => {
    const { backend, owner, contact, people, change, block } = await start();
    await backend.conversation(owner, [contact]);
    await block(owner, people.blocked);
    await block(people.blocking, owner);
    const codes = { messages: 'messages_not_accepted', groups: 'invites_not_accepted' };
    const expected: Record<PrivacyAudience, Partial<Record<Viewer, number>>> = {
      everyone: { contact: 201, stranger: 201, blocked: 403, blocking: 403 },
      contacts: { contact: 201, stranger: 403, blocked: 403, blocking: 403 },
      nobody: { contact: 403, stranger: 403, blocked: 403, blocking: 403 },
    };
    // from the narrowest on: a direct conversation that is opened makes a contact
    for (const audience of ['nobody', 'contacts', 'everyone'] as const) {
      await change(owner, { privacy: { [setting]: audience } });
      for (const viewer of ['contact', 'stranger', 'blocked', 'blocking'] as const) {
        const answer = await backend.call('POST', '/v1/conversations', {
          token: people[viewer].token,
          body: {
            participantUsernames: [owner.user.username],
            ...(setting === 'groups' && { name: 'A group' }),
          },
        });
        // a conversation that there is already is opened whatever the setting
        const status = setting === 'messages' && viewer === 'contact' ? 200 : expected[audience][viewer];
        expect.soft(answer.status, `${viewer} under ${audience}`).toBe(status);
        if (answer.status !== 403) continue;
        const code = viewer === 'blocking' ? 'user_blocked' : codes[setting];
        expect.soft(problem(answer).code, `${viewer} under ${audience}`).toBe(code);
      }
    }
  });
});

describe('stored settings of earlier versions', () => {
  it('given an account and presence without the new fields, show everyone what these stand for', async () => {
    const { backend, owner, stranger, change, get } = await start();
    const { durable, ephemeral } = backend.runtime.app;
    await durable.update(keys.account(owner.user.id), {
      set: { privacy: { presence: 'nobody', about: 'everyone' } },
    });
    await ephemeral.update(keys.presence(owner.user.id), { set: { hidden: true }, remove: ['audience'] });
    await backend.socket(owner);
    expect(await get<OwnProfile>(owner, '/users/me')).toMatchObject({
      privacy: {
        presence: 'nobody',
        about: 'everyone',
        avatar: 'everyone',
        receipts: 'everyone',
        messages: 'everyone',
        groups: 'everyone',
        forwards: 'everyone',
      },
    });
    expect(await get(stranger, `/users/${owner.user.id}`)).toMatchObject({ online: false, lastOnline: null });
    // what an earlier client sends changes what it knows of
    await change(owner, { privacy: { groups: 'contacts' } });
    const changed = await change(owner, { privacy: { presence: 'everyone', about: 'nobody' } });
    expect(changed.privacy).toMatchObject({ presence: 'everyone', about: 'nobody', groups: 'contacts' });
    expect(await get(stranger, `/users/${owner.user.id}`)).toMatchObject({ online: true, about: null });
  });
});
