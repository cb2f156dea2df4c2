import type { ChatClient, ClientEvents, Message, Thread } from '../../../../client/index.ts';

type Listener = (event: never) => void;

/** Events as a client gives them, on request. */
export function eventsOnRequest() {
  const listeners = new Map<string, Set<Listener>>();
  const on: ChatClient['on'] = (name, listener) => {
    const all = listeners.get(name) ?? new Set();
    listeners.set(name, all.add(listener));
    return () => void all.delete(listener);
  };
  const emit = <Name extends keyof ClientEvents>(name: Name, event: ClientEvents[Name]): void => {
    for (const listener of listeners.get(name) ?? []) listener(event as never);
  };
  const count = () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0);
  return { on, emit, count };
}

export const reply = (seq: number, senderId: string, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  seq,
  conversationId: 'c',
  senderId,
  kind: 'text',
  text: `text ${seq}`,
  attachments: [],
  replyTo: 'm1',
  threadSeq: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  editedAt: null,
  deletedAt: null,
  status: 'sent',
  ...more,
});

export const rootOf = (thread?: Thread, more: Partial<Message> = {}): Message => {
  const { threadSeq: _, ...root } = reply(1, 'alice', { replyTo: null, ...more });
  return { ...root, ...(thread && { thread }) };
};
