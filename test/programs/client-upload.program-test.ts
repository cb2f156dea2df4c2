import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { ChatClient, Message } from '../../client/index.ts';
import { limits } from '../../shared/protocol/index.ts';
import { clientsOn, download } from '../support/client/clients-on.ts';
import { mp4 } from '../support/sample-files.ts';

const MiB = 1024 * 1024;

test('given a file that is uploaded in parts, the other side downloads the same bytes', async () => {
  const { clients } = await clientsOn('ann', 'bob');
  const [ann, bob] = clients as [ChatClient, ChatClient];
  const arrived = new Promise<Message>((resolve) => bob.onMessage(resolve));
  const { id } = await ann.conversations.openDirect('bob');

  const clip = await mp4(320, 240, 2);
  // a box that players pass over makes it large
  const padding = new Uint8Array(limits.wholeUploadBytes + MiB);
  new DataView(padding.buffer).setUint32(0, padding.length);
  padding.set(Buffer.from('free', 'latin1'), 4);
  const video = new File([Uint8Array.from(clip), padding], 'clip.mp4', { type: 'video/mp4' });
  const progress: number[] = [];
  const large = await ann.upload(video, {
    preview: { width: 320, height: 240 },
    onProgress: (sent, total) => {
      expect(total).toBe(video.size);
      progress.push(sent);
    },
  });
  expect(large).toMatchObject({ kind: 'video', name: 'clip.mp4', width: 320, height: 240 });
  expect(progress.at(-1)).toBe(video.size);
  // more than one event for each of its four parts
  expect(new Set(progress).size).toBeGreaterThan(8);

  await ann.messages.send(id, '', { attachments: [large.id] });
  const message = await arrived;
  expect(message).toMatchObject({ text: '', attachments: [{ name: 'clip.mp4' }] });
  const received = await download(bob, large.id);
  expect(received.equals(Buffer.from(await video.arrayBuffer()))).toBe(true);
});
