import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Conversation, MediaWithAddresses, UserProfile } from '../../shared/protocol/index.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { picture } from '../support/sample-files.ts';

async function world(overrides: Parameters<typeof startBackend>[0] = {}) {
  const backend = await startBackend({ env: { DYNAMODB_STREAM: 'on' }, ...overrides });
  const [ann, bob] = await Promise.all([backend.person('ann'), backend.person('bob')]);
  return { backend, ann, bob };
}

async function uploadAvatar(backend: TestBackend, person: Person): Promise<MediaWithAddresses> {
  const bytes = await picture(900, 600).png().toBuffer();
  return uploaderOf(backend, person).upload({
    purpose: 'avatar',
    contentType: 'image/png',
    name: 'me.png',
    bytes,
  });
}

describe('an uploaded avatar', () => {
  it('is made square and seen by everyone who knows its id, and goes when another takes its place', async () => {
    const { backend, ann, bob } = await world();
    const first = await uploadAvatar(backend, ann);
    expect(first).toMatchObject({
      ...{ state: 'ready', contentType: 'image/webp', name: 'me.png.webp', width: 512, height: 512 },
      thumbnails: [128, 512],
    });
    const change = (avatar: string | null, person = ann) =>
      backend.call('PATCH', '/v1/users/me', { token: person.token, body: { avatar } });
    expect((await change(first.id)).status).toBe(200);
    const seen = await backend.call<UserProfile>('GET', `/v1/users/${ann.user.id}`, { token: bob.token });
    expect(seen.body.avatar).toBe(first.id);
    const found = await backend.call<MediaWithAddresses>('GET', `/v1/media/${first.id}`, {
      token: bob.token,
    });
    const square = await (await fetch(found.body.urls?.thumbnails['128'] ?? '')).bytes();
    expect(await sharp(square).metadata()).toMatchObject({ format: 'webp', width: 128, height: 128 });
    const own = uploaderOf(backend, ann);
    expect(problem(await own.call('DELETE', `/${first.id}`))).toMatchObject({ code: 'media_in_use' });

    const second = await uploadAvatar(backend, ann);
    await change(second.id);
    expect(problem(await own.call('GET', `/${first.id}`))).toMatchObject({ code: 'media_not_found' });
    await change(null);
    const { objects } = backend.runtime.app;
    await expect.poll(() => objects.head(`media/${second.id}/original`), { timeout: 15_000 }).toBeUndefined();
  });

  it('must be the caller’s own, made to be one, and complete', async () => {
    const { backend, ann, bob } = await world();
    const { id: groupId } = await backend.conversation(bob, [ann], 'Group');
    const foreign = await uploadAvatar(backend, ann);
    const bobs = uploaderOf(backend, bob);
    const bytes = await picture(60, 40).png().toBuffer();
    const attachment = await bobs.upload({ contentType: 'image/png', bytes });
    const incomplete = await bobs.begin({ purpose: 'avatar', contentType: 'image/png', bytes });
    const refusals = [
      [`med_${'A'.repeat(22)}`, 404, 'media_not_found'],
      [foreign.id, 404, 'media_not_found'],
      [attachment.id, 404, 'media_not_found'],
      [incomplete, 409, 'media_not_uploaded'],
    ] as const;
    for (const path of ['/v1/users/me', `/v1/conversations/${groupId}`]) {
      for (const [avatar, status, code] of refusals) {
        const answer = await backend.call('PATCH', path, { token: bob.token, body: { avatar } });
        expect.soft(problem(answer), `${path} ${avatar}`).toMatchObject({ status, code });
      }
    }
  });

  it.each(['ready', 'refused'])(
    'that is taken while it is looked at is shown again once it is %s, with its user and its group',
    async (outcome) => {
      const { promise: gate, resolve: look } = Promise.withResolvers<undefined>();
      const { backend, ann, bob } = await world({
        wrapPorts: (ports) => ({
          ...ports,
          images: {
            ...ports.images,
            square: async (...asked) => {
              await gate;
              return outcome === 'refused' ? 'unreadable' : ports.images.square(...asked);
            },
          },
        }),
      });
      const { id: groupId } = await backend.conversation(ann, [bob], 'Group');
      const { id: formerId } = await backend.conversation(ann, [bob], 'Former');
      const own = uploaderOf(backend, ann);
      const bytes = await picture(60, 40).png().toBuffer();
      const avatar = await own.begin({ purpose: 'avatar', contentType: 'image/png', bytes });
      expect((await own.complete(avatar)).body).toMatchObject({ state: 'checking' });
      const socket = await backend.socket(bob);
      const change = async (path: string, to: string | null) =>
        expect((await backend.call('PATCH', path, { token: ann.token, body: { avatar: to } })).status).toBe(
          200,
        );
      await change('/v1/users/me', avatar);
      await change(`/v1/conversations/${groupId}`, avatar);
      // it is no picture of this one when it becomes ready
      await change(`/v1/conversations/${formerId}`, avatar);
      await change(`/v1/conversations/${formerId}`, null);
      expect(await socket.events('user:updated', 1)).toMatchObject([{ avatar }]);
      await socket.events('conversation:updated', 3);

      look(undefined);
      expect((await own.settled(avatar)).state).toBe(outcome);
      expect((await socket.events('user:updated', 2)).at(-1)).toMatchObject({ id: ann.user.id, avatar });
      const updates = await socket.events<Conversation>('conversation:updated', 4);
      expect(updates.at(-1)).toMatchObject({ id: groupId, avatar, unreadCount: 0 });
    },
  );

  it('of a group goes with the group', async () => {
    const { backend, ann, bob } = await world();
    const { id } = await backend.conversation(ann, [bob], 'Group');
    const avatar = await uploadAvatar(backend, ann);
    const { token } = ann;
    const changed = await backend.call('PATCH', `/v1/conversations/${id}`, {
      token,
      body: { avatar: avatar.id },
    });
    expect(changed.body).toMatchObject({ avatar: avatar.id });
    await backend.call('DELETE', `/v1/conversations/${id}`, { token });
    const own = uploaderOf(backend, ann);
    expect(problem(await own.call('GET', `/${avatar.id}`))).toMatchObject({ code: 'media_not_found' });
  });
});

describe('a changed profile', () => {
  it('is pushed to one’s own devices and to those who share a conversation, each as the settings allow', async () => {
    const { backend, ann, bob } = await world();
    const [cem, dan] = await Promise.all([backend.person('cem'), backend.person('dan')]);
    await backend.conversation(ann, [bob]);
    await backend.conversation(ann, [cem], 'Group');
    const [anns, bobs, cems, dans] = await Promise.all(
      [ann, bob, cem, dan].map((one) => backend.socket(one)),
    );
    const change = (body: object) => backend.call('PATCH', '/v1/users/me', { token: ann.token, body });
    await change({ privacy: { about: 'contacts', avatar: 'nobody' } });
    await Promise.all([anns, bobs, cems].map(async (socket) => socket?.events('user:updated', 1)));
    const body = { name: 'Ann of now', about: 'Hello', avatar: 'builtin:03' };
    await change(body);
    const { id, username } = ann.user;
    const shown = { id, username, name: body.name };
    const last = async (socket: typeof anns) => (await socket?.events('user:updated', 2))?.at(-1);
    expect(await last(anns)).toEqual({ ...shown, about: 'Hello', avatar: 'builtin:03' });
    expect(await last(bobs)).toEqual({ ...shown, about: 'Hello', avatar: null });
    expect(await last(cems)).toEqual({ ...shown, about: null, avatar: null });
    expect(dans?.frames.filter(({ type }) => type === 'user:updated')).toEqual([]);
  });
});
