import { describe, expect, test } from 'vitest';
import type { MessageItem } from '../../../../client/index.ts';
import type { Media } from '../../../../shared/protocol/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { online, startServer } from '../setup.ts';
import { watch } from './state-world.ts';

const createdAt = '2026-11-20T09:00:00.000Z';
const picture = (id: string, state: Media['state']): Media => ({
  ...{ id, purpose: 'attachment', kind: 'image', name: `${id}.jpg`, contentType: 'image/jpeg' },
  ...{ size: 100, state, thumbnails: state === 'ready' ? [320] : [], createdAt },
});
const statesIn = (items: readonly MessageItem[]) =>
  items.flatMap((item) => (item.kind === 'stored' ? item.message.attachments.map(({ state }) => state) : []));

async function world() {
  const server = await startServer();
  const [alice, bob] = [await online(server, 'alice'), await online(server, 'bob')];
  const { id } = await alice.client.conversations.openDirect('bob');
  server.media.add('usr_alice', picture('med_1', 'checking'));
  return { server, alice: alice.client, bob: bob.client, id };
}

describe('the files of messages', () => {
  test('given news of a file, the window and the list show it so, also in a message that comes late', async () => {
    const { server, alice, bob, id } = await world();
    const window = watch(bob.state.messages(id));
    const list = watch(bob.state.conversations);
    const preview = () => list.now().items[0]?.preview;
    await alice.messages.send(id, '', { attachments: ['med_1'] });
    await eventually(() => expect(statesIn(window.now().items)).toEqual(['checking']));
    await eventually(() =>
      expect(preview()).toMatchObject({ attachmentCount: 1, attachments: [{ kind: 'image' }] }),
    );

    const places = [{ conversationId: id, seq: 1 }];
    server.push('bob', { type: 'media:updated', data: { media: picture('med_1', 'ready'), places } });
    await eventually(() => expect(statesIn(window.now().items)).toEqual(['ready']));
    await eventually(() =>
      expect(preview()?.attachments).toMatchObject([{ state: 'ready', thumbnails: [320] }]),
    );
    // this one was on its way, and shows the file as it was
    await alice.messages.send(id, 'again', { attachments: ['med_1'] });
    await eventually(() => expect(statesIn(window.now().items)).toEqual(['ready', 'ready']));
  });

  test('given a message that was refused, a retry sends its files along', async () => {
    const { server, alice, id } = await world();
    const view = alice.state.messages(id);
    const window = watch(view);
    server.onFrame = ({ type }) => (type === 'message:send' ? 'forbidden' : 'handle');
    await expect(view.send('look', { attachments: ['med_1'] })).rejects.toMatchObject({ code: 'forbidden' });
    const [item] = window.now().items;
    expect(item).toMatchObject({ kind: 'unsent', status: 'failed', attachments: ['med_1'] });
    server.onFrame = () => 'handle';
    await view.retry(item?.key ?? '');
    await eventually(() => expect(statesIn(window.now().items)).toEqual(['checking']));
  });

  test('given a user with another name and picture, lists, profiles and their account show them', async () => {
    const { server, alice, bob, id } = await world();
    const list = watch(bob.state.conversations);
    const user = watch(bob.state.user('usr_alice'));
    const account = watch(alice.state.account);
    await eventually(() => expect(account.now()?.name).toBe('alice'));
    await eventually(() => expect(list.now().items).toHaveLength(1));
    const data = { id: 'usr_alice', username: 'alice', name: 'Alice L.', avatar: 'builtin:07', about: 'Hi' };
    server.push('bob', { type: 'user:updated', data });
    server.push('alice', { type: 'user:updated', data });
    const { about, ...shown } = data;
    await eventually(() => expect(user.now()).toMatchObject(shown));
    const participants = bob.state.conversation(id).getSnapshot()?.participants ?? [];
    expect(participants.find((one) => one.id === 'usr_alice')).toMatchObject(shown);
    await eventually(() => expect(account.now()).toMatchObject({ ...shown, about }));
  });
});
