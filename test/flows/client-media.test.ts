import { expect, onTestFinished, test } from 'vitest';
import { hasCode, type ChatClient, type Media, type Message } from '../../client/index.ts';
import { announceMedia } from '../../shared/messages/index.ts';
import { clientsOn, download, note } from '../support/client/clients-on.ts';
import { eventually } from '../support/eventually.ts';
import { testVirus } from '../support/sample-files.ts';

const MiB = 1024 * 1024;
const idsOf = (files: readonly { id: string }[]) => files.map(({ id }) => id);

test('given files that a client uploads and sends, the other side gets them in order, and downloads the same bytes', async () => {
  const { clients } = await clientsOn('ann', 'bob');
  const [ann, bob] = clients as [ChatClient, ChatClient];
  const arrived = new Promise<Message>((resolve) => bob.onMessage(resolve));
  const { id } = await ann.conversations.openDirect('bob');
  const progress: number[] = [];
  const text = 'Hello Bob. '.repeat(100_000);
  const long = await ann.upload(note(text), { onProgress: (sent) => progress.push(sent / text.length) });
  const short = await ann.upload(note(), { name: 'short.txt' });
  expect(progress.at(-1)).toBe(1);
  expect(progress.length).toBeGreaterThan(3);

  const sent = await ann.messages.send(id, '', { attachments: [short.id, long.id] });
  expect(idsOf(sent.attachments ?? [])).toEqual([short.id, long.id]);
  const message = await arrived;
  expect(message).toMatchObject({ text: '', attachments: [{ name: 'short.txt' }, { name: 'note.txt' }] });
  expect((await download(bob, short.id)).toString()).toBe('Hello');
  expect((await download(bob, long.id)).toString()).toBe(text);

  // what is shown of it follows, without another call
  const view = bob.state.messages(id);
  onTestFinished(view.subscribe(() => undefined));
  await eventually(() => {
    const [item] = view.getSnapshot().items;
    const states = item?.kind === 'stored' ? item.message.attachments.map(({ state }) => state) : [];
    expect(states).toEqual(['ready', 'ready']);
  });
  const preview = () => bob.state.conversation(id).getSnapshot()?.preview;
  await eventually(() =>
    expect(preview()).toMatchObject({
      attachmentCount: 2,
      attachments: [{ state: 'ready' }, { state: 'ready' }],
    }),
  );
});

test('given an upload that is cancelled half way, it rejects with aborted; an unknown file cannot be sent', async () => {
  const { clients } = await clientsOn('ann', 'bob');
  const [ann] = clients as [ChatClient];
  const { id } = await ann.conversations.openDirect('bob');
  const controller = new AbortController();
  const aborted = ann.upload(new File([new Uint8Array(4 * MiB)], 'big.txt', { type: 'text/plain' }), {
    signal: controller.signal,
    onProgress: (sent) => {
      if (sent > MiB) controller.abort();
    },
  });
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  const unsent = ann.messages.send(id, '', { attachments: ['med_unknown'] });
  await expect(unsent).rejects.toMatchObject({ code: 'media_not_found' });
});

test('given an upload that is discarded, it is gone and cannot be sent; one that was sent stays', async () => {
  const { clients } = await clientsOn('ann', 'bob');
  const [ann, bob] = clients as [ChatClient, ChatClient];
  const { id } = await ann.conversations.openDirect('bob');
  const file = await ann.upload(note());
  await expect(bob.discardUpload(file.id)).resolves.toBeUndefined();
  expect(idsOf(await ann.media([file.id]))).toEqual([file.id]);
  await ann.discardUpload(file.id);
  expect(await ann.media([file.id])).toEqual([]);
  const unsent = ann.messages.send(id, '', { attachments: [file.id] });
  await expect(unsent).rejects.toMatchObject({ code: 'media_not_found' });
  await ann.discardUpload(file.id);

  const sent = await ann.upload(note());
  await ann.messages.send(id, '', { attachments: [sent.id] });
  await expect(ann.discardUpload(sent.id)).rejects.toMatchObject({ code: 'media_in_use' });
  expect((await download(bob, sent.id)).toString()).toBe('Hello');
});

test('given files of others, only what one can see is sent on, and a repeated send is the same message', async () => {
  const { clients } = await clientsOn('ann', 'bob', 'cat');
  const [ann, bob, cat] = clients as [ChatClient, ChatClient, ChatClient];
  const toBob = await ann.conversations.openDirect('bob');
  const toCat = await bob.conversations.openDirect('cat');
  const file = await ann.upload(note());
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });

  await refused(bob.messages.send(toCat.id, 'look', { attachments: [file.id] }), 'media_not_found');
  const first = await ann.messages.send(toBob.id, 'look', { attachments: [file.id], clientId: 'once' });
  const again = await ann.messages.send(toBob.id, 'look', { attachments: [file.id], clientId: 'once' });
  expect(again).toMatchObject({ seq: first.seq, duplicate: true });
  await refused(ann.messages.send(toBob.id, 'look', { clientId: 'once' }), 'client_id_conflict');
  // forwarded: not uploaded again, and seen by who gets it
  expect(await cat.media([file.id])).toEqual([]);
  await bob.messages.send(toCat.id, 'look', { attachments: [file.id] });
  expect((await download(cat, file.id)).toString()).toBe('Hello');
  const saved = await fetch(await cat.saveAddress(file.id));
  expect(saved.headers.get('content-disposition')).toMatch(/^attachment/);
  await refused(cat.saveAddress('med_unknown'), 'media_not_found');
  await refused(ann.messages.send(toBob.id, '', { attachments: [file.id, file.id] }), 'validation_failed');
});

test('given a group, its files are seen by members as far as they may read, and last as long as a message has them', async () => {
  const { backend, clients } = await clientsOn('ann', 'bob', 'cat', 'dan');
  const [ann, bob, cat, dan] = clients as [ChatClient, ChatClient, ChatClient, ChatClient];
  const group = await ann.conversations.createGroup('Files', ['bob', 'dan']);
  await ann.groups.update(group.id, { settings: { history: 'joined' } });
  const [early, late] = [await ann.upload(note('early')), await ann.upload(note('late'))];
  await ann.messages.send(group.id, 'early', { attachments: [early.id] });
  await ann.groups.add(group.id, ['cat']);
  await ann.messages.send(group.id, 'late', { attachments: [late.id] });

  // who came later
  expect((await download(cat, late.id)).toString()).toBe('late');
  expect(await cat.media([early.id])).toEqual([]);
  const shelf = async (client: ChatClient, limit = 50) => {
    const { items, nextCursor } = await client.conversations.media(group.id, { kind: 'document', limit });
    return { names: items.map(({ media }) => media.id), nextCursor };
  };
  expect((await shelf(cat)).names).toEqual([late.id]);
  expect((await shelf(bob)).names).toEqual([late.id, early.id]);
  const page = await shelf(bob, 1);
  const { items: rest } = await bob.conversations.media(group.id, {
    kind: 'document',
    cursor: page.nextCursor ?? '',
  });
  expect([...page.names, ...rest.map(({ media }) => media.id)]).toEqual([late.id, early.id]);
  expect((await bob.conversations.media(group.id, { kind: 'image' })).items).toEqual([]);

  // what is pushed of them
  const pushedTo = (client: ChatClient) => {
    const ids = new Set<string>();
    onTestFinished(client.on('media:updated', ({ media }) => void ids.add(media.id)));
    return ids;
  };
  const [toBob, toCat] = [pushedTo(bob), pushedTo(cat)];
  await announceMedia(backend.runtime.app, { mediaId: early.id });
  await announceMedia(backend.runtime.app, { mediaId: late.id });
  await eventually(() => expect([toBob, toCat]).toEqual([new Set([early.id, late.id]), new Set([late.id])]));

  // who was removed
  expect(idsOf(await bob.media([early.id]))).toEqual([early.id]);
  const toDan = await bob.conversations.openDirect('dan');
  await bob.messages.send(toDan.id, 'keep', { attachments: [early.id] });
  const members = (await ann.groups.members(group.id)).items;
  const bobsId = members.find(({ username }) => username === 'bob')?.id ?? '';
  await ann.groups.remove(group.id, bobsId);
  expect(idsOf(await bob.media([early.id, late.id], { fresh: true }))).toEqual([early.id]);

  // the group is deleted: what was forwarded stays, and the rest goes
  await ann.groups.delete(group.id);
  await eventually(async () => expect(await ann.media([late.id], { fresh: true })).toEqual([]));
  expect((await download(dan, early.id)).toString()).toBe('early');
  expect(await cat.media([early.id, late.id], { fresh: true })).toEqual([]);
});

test('given messages that a block keeps from a user, so are their files', async () => {
  const { clients } = await clientsOn('ann', 'bob');
  const [ann, bob] = clients as [ChatClient, ChatClient];
  const { id } = await ann.conversations.openDirect('bob');
  const seen = new Promise((resolve) =>
    ann.on('media:updated', ({ media }) => media.state === 'ready' && resolve(media)),
  );
  const pushes: Media[] = [];
  bob.on('media:updated', ({ media }) => pushes.push(media));
  await bob.blocks.add(ann.userId ?? '');
  const file = await ann.upload(note('unwanted'));
  await ann.messages.send(id, 'unwanted', { attachments: [file.id] });
  await download(ann, file.id);

  expect(await bob.media([file.id])).toEqual([]);
  expect((await bob.conversations.media(id, { kind: 'document' })).items).toEqual([]);
  expect((await ann.conversations.media(id, { kind: 'document' })).items).toHaveLength(1);
  await seen;
  expect(pushes).toEqual([]);
});

test('given a file with malware, it cannot be sent, and where it was sent already no one gets an address', async () => {
  const { clients } = await clientsOn('ann', 'bob');
  const [ann, bob] = clients as [ChatClient, ChatClient];
  const { id } = await ann.conversations.openDirect('bob');
  const updated = new Promise<Media>((resolve) => bob.on('media:updated', ({ media }) => resolve(media)));
  const uploading = ann.upload(new File([testVirus], 'virus.txt', { type: 'text/plain' }));
  const outcome: unknown = await uploading.catch((error: unknown) => error);
  // the store was quicker than the client: the upload itself says so
  if (hasCode(outcome, 'media_blocked')) return;
  const file = await uploading;
  // sent before it was looked at, or too late
  const sent = await ann.messages
    .send(id, 'open this', { attachments: [file.id] })
    .catch((error: unknown) => error);
  await eventually(async () =>
    expect(await ann.media([file.id], { fresh: true })).toMatchObject([{ state: 'blocked' }]),
  );
  const again = ann.messages.send(id, 'open this', { attachments: [file.id] });
  await expect(again).rejects.toMatchObject({ code: 'media_blocked' });
  if (hasCode(sent, 'media_blocked')) return;
  expect(await updated).toMatchObject({ id: file.id, state: 'blocked' });
  expect(await bob.media([file.id])).toMatchObject([{ state: 'blocked', urls: null }]);
});
