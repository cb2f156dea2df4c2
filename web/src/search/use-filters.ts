import { useEffect, useMemo, useState } from 'react';
import type { ConversationItem, Participant } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { titleOf } from '../chat/conversation-title.ts';
import { bestRank, fold } from '../people/match.ts';
import { namesOf } from '../sidebar/matching.ts';
import { typedDate } from './typed-date.ts';
import { readTyped, type FilterName, type TypedSearch } from './typed-search.ts';
import type { MessageSearch } from './use-found-messages.ts';

/** The words by which users mean themselves. */
const self: ReadonlySet<string> = new Set(['me', 'ich', 'mir']);

/** What a typed search means: what to look for, what is still missing, or what it names and is not there. */
export type Meaning =
  | { search: MessageSearch }
  | { missing: 'words' | 'value' }
  | { unknown: FilterName; value: string }
  /** A user is being looked up. */
  | { pending: true };

/** The chat whose name fits best. */
export function chatNamed(
  chats: readonly ConversationItem[],
  value: string,
  ownId: string | undefined,
): ConversationItem | undefined {
  const folded = fold(value);
  const exact = chats.find((chat) => fold(titleOf(chat, ownId)) === folded);
  if (exact !== undefined) return exact;
  let best: { chat: ConversationItem; rank: number } | undefined;
  for (const chat of chats) {
    const rank = bestRank(folded, namesOf(chat, ownId));
    if (rank > (best?.rank ?? 0)) best = { chat, rank };
  }
  return best?.chat;
}

/** All who are in the chats that are here, each once. */
export function peopleIn(chats: readonly ConversationItem[]): Participant[] {
  const people = new Map<string, Participant>();
  for (const { participants } of chats) for (const person of participants) people.set(person.id, person);
  return [...people.values()];
}

const isNamed = ({ username, name }: Pick<Participant, 'username' | 'name'>, value: string): boolean => {
  const folded = fold(value.replace(/^@/, ''));
  return fold(username) === folded || fold(name) === folded;
};

/** What a typed search means. `from:` takes a username or a name, of a user in the chats or of any other one. */
export function useMeaning(typed: string, chats: readonly ConversationItem[], now: number): Meaning {
  const client = useClient();
  const { userId } = useSession();
  const { words, filters } = useMemo(() => readTyped(typed), [typed]);
  const people = useMemo(() => peopleIn(chats), [chats]);
  /** Ids of users who are in no chat here, by what was typed; `null`: there is none. */
  const [looked, setLooked] = useState<ReadonlyMap<string, string | null>>(new Map());
  const from = filters.findLast(({ name }) => name === 'from')?.value ?? '';
  const known = self.has(fold(from)) ? userId : people.find((person) => isNamed(person, from))?.id;
  const asks = from !== '' && known === undefined && !looked.has(from);

  useEffect(() => {
    if (!asks) return;
    let current = true;
    const timer = setTimeout(() => {
      const note = (id: string | null) => {
        if (current) setLooked((before) => new Map(before).set(from, id));
      };
      client.users.search(from.replace(/^@/, ''), { limit: 10 }).then(
        ({ items }) => note(items.find((one) => isNamed(one, from))?.id ?? null),
        // without an answer it is as if there were none; another letter asks again
        () => note(null),
      );
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, asks, from]);

  return meaningOf({ words, filters, fromId: known ?? looked.get(from), chats, userId, now });
}

interface Typed extends TypedSearch {
  /** The id of the user whom `from:` names; `undefined` while that is looked up, `null`: there is none. */
  fromId: string | null | undefined;
  chats: readonly ConversationItem[];
  userId: string | undefined;
  now: number;
}

function meaningOf({ words, filters, fromId, chats, userId, now }: Typed): Meaning {
  if (filters.some(({ value }) => value === '')) return { missing: 'value' };
  const search: MessageSearch = { q: words };
  for (const { name, value } of filters) {
    if (name === 'from') {
      if (fromId === undefined) return { pending: true };
      if (fromId === null) return { unknown: name, value };
      search.from = fromId;
    } else if (name === 'in') {
      const chat = chatNamed(chats, value, userId);
      if (chat === undefined) return { unknown: name, value };
      search.conversationId = chat.id;
    } else {
      const date = typedDate(value, now);
      if (date === undefined) return { unknown: name, value };
      search[name] = date.toISOString();
    }
  }
  return words === '' ? { missing: 'words' } : { search };
}
