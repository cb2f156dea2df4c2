import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  Conversation,
  CreateConversationRequest,
  SyncReply,
} from '../../../../shared/protocol/index.ts';
import type { FrameHandlers } from './frames.ts';
import type { FakePeople, Person } from './people.ts';
import { ok, type Answers, type Reply } from './routes.ts';
import {
  byActivity,
  changes,
  gallery,
  history,
  marksOf,
  messageOf,
  placeOf,
  readBy,
  unread,
  viewConversation,
  type Talk,
} from './talks.ts';
import type { World } from './world.ts';

/** The conversations of the fake server: who is in them, how far they have read, and what of them changed since. */
export class FakeConversations {
  readonly #world: World;
  readonly #people: FakePeople;
  readonly #talks: Talk[] = [];
  #changes = 0;

  readonly answers: Answers = {
    createConversation: ({ caller, body }) => this.#create(caller, body),
    listConversations: ({ caller, query }) => this.#list(caller, query),
    getConversation: ({ caller, params }) => ok(this.#view(this.of(params.id, caller), caller)),
    listConversationMedia: ({ caller, params, query }) => ok(gallery(this.of(params.id, caller), query.kind)),
    listMessages: ({ caller, params, query }) => ok(history(this.of(params.id, caller), caller, query)),
    getMessage: ({ caller, params }) => {
      const talk = this.of(params.id, caller);
      return ok(readBy(talk, caller, messageOf(talk, params.seq)));
    },
    listChanges: ({ caller, params, query }) =>
      ok(changes(this.of(params.id, caller), caller, query.after, query.limit)),
    listReceipts: ({ caller, params }) => {
      const talk = this.of(params.id, caller);
      const items = talk.members.map((member) => ({ userId: member.id, ...marksOf(talk, member) }));
      return ok({ items, nextCursor: null });
    },
    markDelivered: ({ caller, params, body }) => {
      this.#receipt(this.of(params.id, caller), caller, 'deliveredSeq', body?.seq);
      return ok({ ok: true });
    },
    markRead: ({ caller, params, body }) => {
      this.#receipt(this.of(params.id, caller), caller, 'readSeq', body?.seq);
      return ok({ ok: true });
    },
    sync: ({ caller, query }) => ok(this.#sync(caller, query.cursor)),
  };

  readonly frames: Pick<FrameHandlers, 'sync' | 'typing' | 'receipt:delivered' | 'receipt:read'> = {
    sync: ({ person, data }) => this.#sync(person, data?.cursor),
    typing: ({ person, data: { conversationId, typing } }) => {
      const others = this.of(conversationId, person).members.filter((member) => member !== person);
      const event = { type: 'typing' as const, data: { conversationId, userId: person.id, typing } };
      for (const member of others) this.#world.deliver(member, event);
      return {};
    },
    'receipt:delivered': ({ person, data: { conversationId, seq }, socket }) => {
      this.#receipt(this.of(conversationId, person), person, 'deliveredSeq', seq, socket);
      return {};
    },
    'receipt:read': ({ person, data: { conversationId, seq }, socket }) => {
      this.#receipt(this.of(conversationId, person), person, 'readSeq', seq, socket);
      return {};
    },
  };

  constructor(world: World, people: FakePeople) {
    this.#world = world;
    this.#people = people;
  }

  /** Throws `conversation_not_found`. */
  get(id: string): Talk {
    const talk = this.#talks.find((one) => one.id === id);
    if (talk === undefined) throw new ChatError('conversation_not_found');
    return talk;
  }

  /** Throws `conversation_not_found`, also for those who are not in it. */
  of(id: string, member: Person): Talk {
    const talk = this.get(id);
    if (!talk.members.includes(member)) throw new ChatError('conversation_not_found');
    return talk;
  }

  /** All that a person is in. */
  with(person: Person): Talk[] {
    return this.#talks.filter(({ members }) => members.includes(person));
  }

  nextSeq(talk: Talk): number {
    this.noteChange(talk);
    return ++talk.lastSeq;
  }

  /** Members who sync from now on learn that something is different. */
  noteChange(talk: Talk): void {
    talk.changed = ++this.#changes;
  }

  #view(talk: Talk, viewer: Person): Conversation {
    return viewConversation(talk, viewer, this.#people);
  }

  #create(caller: Person, { participantUsernames, name }: CreateConversationRequest): Reply {
    const unknown = participantUsernames.flatMap((username, index) =>
      this.#people.named(username) ? [] : [{ path: `participantUsernames.${index}`, message: username }],
    );
    if (unknown.length > 0) throw new ChatError('unknown_usernames', undefined, unknown);
    const named = new Set(participantUsernames.flatMap((username) => this.#people.named(username) ?? []));
    named.delete(caller);
    if (named.size === 0) throw invalid('participantUsernames');
    if (name === undefined && named.size > 1) throw invalid('name');
    const members = [caller, ...named];
    const same = this.#talks.find(
      (talk) => talk.name === null && members.every((one) => talk.members.includes(one)),
    );
    if (name === undefined && same !== undefined) return ok(this.#view(same, caller));
    this.#requireReachable(caller, participantUsernames, name === undefined ? 'messages' : 'groups');
    const talk: Talk = {
      id: `cnv_${this.#talks.length + 1}`,
      name: name ?? null,
      createdAt: this.#world.now(),
      members,
      lastSeq: 0,
      messages: [],
      edits: [],
      threads: new Map(),
      votes: new Map(),
      inFlight: new Set(),
      changed: ++this.#changes,
      receipts: new Map(),
    };
    this.#talks.push(talk);
    for (const member of members) {
      this.#world.deliver(member, { type: 'conversation:new', data: this.#view(talk, member) });
    }
    return { status: 201, body: this.#view(talk, caller) };
  }

  /** Throws `user_blocked`, `messages_not_accepted`, `invites_not_accepted`. */
  #requireReachable(caller: Person, usernames: readonly string[], setting: 'messages' | 'groups'): void {
    const refusing = (refuses: (person: Person) => boolean) =>
      usernames.flatMap((username, index) => {
        const person = this.#people.named(username);
        return person && refuses(person)
          ? [{ path: `participantUsernames.${index}`, message: username }]
          : [];
      });
    const blocked = refusing(({ id }) => caller.blocks.has(id));
    if (blocked.length > 0) throw new ChatError('user_blocked', undefined, blocked);
    const closed = refusing(
      ({ id, blocks, privacy }) =>
        blocks.has(caller.id) ||
        (id !== caller.id &&
          privacy[setting] !== 'everyone' &&
          !this.#areContacts(id, caller, privacy[setting])),
    );
    const code = setting === 'groups' ? 'invites_not_accepted' : 'messages_not_accepted';
    if (closed.length > 0) throw new ChatError(code, undefined, closed);
  }

  /** Whether the audience of a setting lets contacts in, and the two share a direct conversation. */
  #areContacts(id: string, other: Person, audience: 'contacts' | 'nobody'): boolean {
    const shared = this.with(other).some(
      ({ name, members }) => name === null && members.some((one) => one.id === id),
    );
    return audience === 'contacts' && shared;
  }

  #list(caller: Person, { cursor, limit }: { cursor?: string | undefined; limit: number }): Reply {
    const mine = this.with(caller).sort(byActivity);
    const rest = cursor === undefined ? mine : mine.filter((talk) => placeOf(talk) > cursor);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return ok({
      items: page.map((talk) => this.#view(talk, caller)),
      nextCursor: last !== undefined && rest.length > page.length ? placeOf(last) : null,
    });
  }

  /** The cursor says up to which change, and within one sync up to which conversation. */
  #sync(person: Person, cursor: string | undefined): SyncReply {
    const [since = 0, skip = 0, until = this.#changes] = (cursor?.split(' ') ?? []).map(Number);
    if (Number.isNaN(since)) throw new ChatError('invalid_cursor');
    const all = this.with(person);
    const mine = all.filter(({ changed }) => changed > since);
    const shown = mine.slice(skip, skip + this.#world.syncPage);
    const hasMore = skip + shown.length < mine.length;
    return {
      conversations: shown.map((talk) => ({
        id: talk.id,
        lastSeq: talk.lastSeq,
        ...marksOf(talk, person),
        ...unread(talk, person),
      })),
      total: all.length,
      cursor: hasMore ? `${since} ${skip + shown.length} ${until}` : String(until),
      hasMore,
    };
  }

  /** Marks move forward only, at most to the newest entry; one that stands still notifies no one. */
  #receipt(
    talk: Talk,
    person: Person,
    mark: 'deliveredSeq' | 'readSeq',
    seq = talk.lastSeq,
    from?: object,
  ): void {
    const before = marksOf(talk, person);
    const moved = { ...before, [mark]: Math.max(before[mark], Math.min(seq, talk.lastSeq)) };
    if (moved[mark] === before[mark]) return;
    const marks = { ...moved, deliveredSeq: Math.max(moved.deliveredSeq, moved.readSeq) };
    talk.receipts.set(person.id, marks);
    this.noteChange(talk);
    const data = { conversationId: talk.id, userId: person.id, ...marks };
    for (const member of talk.members) this.#world.deliver(member, { type: 'receipt', data }, from);
  }
}

const invalid = (path: string) => new ChatError('validation_failed', undefined, [{ path, message: 'wrong' }]);
