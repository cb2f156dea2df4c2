import { createClient, indexedDbStorage, type MessageItem } from '../../../../client/index.ts';
import { ChatProvider, useConversations, useMessages, useTyping } from '../../../../client/react/index.ts';
import { chatState } from '../../../../client/state/index.ts';
import { useState } from 'react';

export const openClient = () =>
  createClient({ baseUrl: 'http://localhost:3000', storage: indexedDbStorage(), state: chatState() });

export function App({ client }: { client: ReturnType<typeof openClient> }) {
  return (
    <ChatProvider client={client}>
      <Chat />
    </ChatProvider>
  );
}

function Chat() {
  const { items, hasMore, loadMore } = useConversations();
  const [open, setOpen] = useState<string>();
  return (
    <>
      <nav>
        {items.map(({ id, name, participants, unreadCount }) => (
          <button key={id} onClick={() => setOpen(id)}>
            {name ?? participants.map((one) => one.name).join(', ')} ({unreadCount})
          </button>
        ))}
        {hasMore && <button onClick={() => void loadMore().catch(() => undefined)}>More</button>}
      </nav>
      {open !== undefined && <Conversation key={open} id={open} />}
    </>
  );
}

function Conversation({ id }: { id: string }) {
  const { items, hasOlder, loadOlder, send, retry } = useMessages(id);
  const typing = useTyping(id);
  // What fails shows: a load in `error`, a message as `failed`.
  const shown = () => undefined;
  const submit = (form: FormData) => {
    const text = form.get('text');
    if (typeof text === 'string') void send(text).catch(shown);
  };
  return (
    <main>
      {hasOlder && <button onClick={() => void loadOlder().catch(shown)}>Older</button>}
      {items.map((item) => (
        <p key={item.key} onClick={() => void retry(item.key).catch(shown)}>
          {textOf(item)}
        </p>
      ))}
      <p>{typing.length > 0 ? 'Typing …' : ''}</p>
      <form action={submit}>
        <input name="text" />
      </form>
    </main>
  );
}

function textOf(item: MessageItem): string {
  if (item.kind === 'unsent') return `${item.text} (${item.status})`;
  return item.own ? `${item.message.text} (${item.status})` : item.message.text;
}
