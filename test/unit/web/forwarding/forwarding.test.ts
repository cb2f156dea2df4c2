import { expect, test } from 'vitest';
import type { ChatClient, ForwardReply } from '../../../../client/index.ts';
import {
  forwardTo,
  mostTargets,
  settled,
  toggled,
  type Target,
} from '../../../../web/src/forwarding/forwarding.ts';

type To = Parameters<ChatClient['messages']['forward']>[2];

let last = 0;
const newId = () => `id ${(last += 1)}`;
const chosen = (...ids: string[]) =>
  ids.reduce<readonly Target[]>((targets, id) => toggled(targets, id, newId), []);
const sent = { id: 'm9', seq: 9, createdAt: '2026-01-01T00:00:00.000Z' };
const refusal = { code: 'posting_restricted', message: 'Only admins.' } as const;

test('chats are chosen and taken out again, up to as many as the server takes', () => {
  expect(toggled(chosen('a', 'b'), 'a', newId).map(({ conversationId }) => conversationId)).toEqual(['b']);
  const full = chosen(...Array.from({ length: mostTargets }, (_, index) => `chat ${index}`));
  expect(toggled(full, 'one more', newId)).toBe(full);
});

test('given one that refuses, says why there, and a retry asks for that one alone, under the same id', async () => {
  const asked: To[] = [];
  const answers: ForwardReply[] = [
    {
      items: [
        { conversationId: 'a', sent },
        { conversationId: 'b', error: refusal },
      ],
    },
    { items: [{ conversationId: 'b', sent }] },
  ];
  const messages = {
    forward: (_id: string, _seq: number, to: To) => {
      asked.push(to);
      const answer = answers.shift();
      return answer ? Promise.resolve(answer) : Promise.reject(new Error('offline'));
    },
  };
  const message = { conversationId: 'c', seq: 3 };
  const targets = chosen('a', 'b');
  const first = await forwardTo(messages, message, targets);
  expect(first).toMatchObject([{ sent: true }, { sent: false, error: { code: 'posting_restricted' } }]);
  expect(toggled(first, 'a', newId)).toBe(first);
  const second = await forwardTo(messages, message, first);
  expect(second.map((one) => [one.sent, one.error])).toEqual([
    [true, undefined],
    [true, undefined],
  ]);
  expect(asked[1]).toEqual([{ conversationId: 'b', clientId: targets[1]?.clientId }]);
  await expect(forwardTo(messages, message, targets)).rejects.toThrow('offline');
});

test('an answer that leaves a chat out changes nothing about it', () => {
  const targets = chosen('a');
  expect(settled(targets, { items: [] })).toEqual(targets);
});
