import { LRUCache } from 'lru-cache';
import type { Item, Table } from '../platform/table.ts';
import type { Audience } from '../realtime/index.ts';
import { keys } from './keys.ts';
import { head, member, shownMarks, type Head, type Member, type Membership } from './model.ts';
import { notifiesAll } from './policy.ts';
import { noProgress, withMember, type Progress } from './progress.ts';
import { firstShown, type Shown } from './showing.ts';

/** Bounds of what memory keeps: about 10 MB of members and 5 MB of heads at most. */
export interface MembersCache {
  cachedMembers?: number;
  cachedConversations?: number;
}

/** User ids in one step of a push: as many as find their sockets by 50 reads at once. */
const audiencePage = 5_000;

/** Of each member what deciding and pushing need; as of `head`, and good while its `membersVersion` is the same. */
export interface Known {
  head: Head;
  roles: Map<string, Member['role']>;
  /** Those who are shown of the members. */
  shown: readonly Shown[];
  /** As of the reading. It may lag behind, as watermarks change no version. */
  progress: Progress;
}

const parts = member.pick({
  userId: true,
  role: true,
  deliveredSeq: true,
  readSeq: true,
  shownDeliveredSeq: true,
  shownReadSeq: true,
});

export type MembersReader = ReturnType<typeof membersReader>;

/** Memberships, audiences and progress of conversations, from memory while `membersVersion` is the same. */
export function membersReader(
  table: Table,
  { cachedMembers = 100_000, cachedConversations = 5_000 }: MembersCache,
) {
  const cache = new LRUCache<string, Known>({
    max: cachedConversations,
    maxSize: cachedMembers,
    sizeCalculation: ({ roles }) => roles.size + 1,
  });

  /** Reads under way, by conversation: of first pages, with the members where that is all of them, and for pushes. */
  const firstPages = new Map<string, Promise<Known | undefined>>();
  const pushReads = new Map<string, Promise<undefined>>();

  /**
   * Reads a conversation and its members, page by page. The head comes first, so a change of members that happens during
   * the read leaves an old `membersVersion` beside them: the next send sees a newer version and reads again. `known` grows
   * with each page, and goes to memory after the last one if it fits there. `own` is the item of `ownId`, once it was read.
   */
  async function* read(
    conversationId: string,
    ownId?: string,
  ): AsyncGenerator<{ known: Known; added: string[]; last: boolean; own: Member | undefined }> {
    const query = keys.conversationWithMembers(conversationId);
    let page = await table.query(query);
    const [first, ...rest] = page.items;
    if (!first || !keys.isHead(first)) return;
    const known: Known = { head: head.parse(first), roles: new Map(), shown: [], progress: noProgress };
    let added = add(known, rest);
    let own = memberIn(rest, ownId);
    let gathered = true;
    while (page.next) {
      yield { known, added, last: false, own };
      // more than memory may hold is not gathered
      if (known.roles.size > cachedMembers) {
        gathered = false;
        known.roles.clear();
      }
      page = await table.query({ ...query, after: page.next });
      added = add(known, page.items);
      own ??= memberIn(page.items, ownId);
    }
    if (gathered) cache.set(conversationId, known);
    yield { known, added, last: true, own };
  }

  function add(known: Known, items: readonly Item[]): string[] {
    const found = items.map((item) => parts.parse(item));
    for (const one of found) {
      known.roles.set(one.userId, one.role);
      known.progress = withMember(known.progress, shownMarks(one));
    }
    known.shown = firstShown([...known.shown, ...found]);
    return found.map(({ userId }) => userId);
  }

  /** Reads all of it, and the whole item of `ownId`. `undefined`: there is no such conversation. */
  async function readAll(
    conversationId: string,
    ownId?: string,
  ): Promise<{ known: Known; own: Member | undefined } | undefined> {
    let all: { known: Known; own: Member | undefined } | undefined;
    for await (const step of read(conversationId, ownId)) all = step;
    return all;
  }

  async function roleOf(conversationId: string, userId: string): Promise<Member['role'] | undefined> {
    const item = await table.get(keys.member(conversationId, userId));
    return item && parts.parse(item).role;
  }

  const remembered = (current: Head): Known | undefined => {
    const known = cache.get(current.id);
    return known?.head.membersVersion === current.membersVersion ? known : undefined;
  };

  /** Whom to push to under this head: from memory, or read while pushing. */
  function audienceUnder(current: Head): Audience {
    return {
      size: current.memberCount,
      async *pages() {
        const fits = current.memberCount <= cachedMembers;
        const underWay = fits && !remembered(current) ? pushReads.get(current.id) : undefined;
        if (underWay) await underWay;
        const known = remembered(current);
        if (known) yield* chunks([...known.roles.keys()]);
        else yield* readForPush(current.id);
      },
    };
  }

  /** Reads for one push; others of the conversation wait meanwhile, and then find the members in memory. */
  async function* readForPush(conversationId: string): AsyncGenerator<readonly string[]> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    pushReads.set(conversationId, promise);
    try {
      for await (const { added } of read(conversationId)) yield* chunks(added);
    } finally {
      resolve(undefined);
      if (pushReads.get(conversationId) === promise) pushReads.delete(conversationId);
    }
  }

  /**
   * A read that is under way serves all who come meanwhile, if it finds the person and, where one is asked for, the version.
   * Otherwise it may have begun before the person joined.
   */
  async function readMembership(
    conversationId: string,
    userId: string,
    version?: number,
  ): Promise<Membership | undefined> {
    const underWay = firstPages.get(conversationId);
    // without a wait in between, so that the next caller finds this read
    if (!underWay) return readMembershipAnew(conversationId, userId);
    // its failure goes to the caller that began it
    const known = await underWay.catch(() => undefined);
    const role = known?.roles.get(userId);
    if (!known || role === undefined) return readMembershipAnew(conversationId, userId);
    const { head: found } = known;
    if (version !== undefined && found.membersVersion !== version) {
      return readMembershipAnew(conversationId, userId);
    }
    return { head: found, role, audience: audienceUnder(found) };
  }

  /** The first page says who the members of nearly every conversation are; in a huge one the rest is read while pushing. */
  async function readMembershipAnew(conversationId: string, userId: string): Promise<Membership | undefined> {
    const pages = read(conversationId);
    const reading = pages.next();
    const whole = reading.then(({ done, value }) => (!done && value.last ? value.known : undefined));
    firstPages.set(conversationId, whole);
    const forget = () => {
      if (firstPages.get(conversationId) === whole) firstPages.delete(conversationId);
    };
    void whole.then(forget, forget);
    const first = await reading;
    if (first.done) return undefined;
    const { known, added, last } = first.value;
    const role = known.roles.get(userId) ?? (last ? undefined : await roleOf(conversationId, userId));
    if (role === undefined) return undefined;
    const audience: Audience = {
      size: known.head.memberCount,
      async *pages() {
        yield* chunks(added);
        for await (const page of pages) yield* chunks(page.added);
      },
    };
    return { head: known.head, role, audience };
  }

  return {
    /** What memory has of a conversation, perhaps of earlier. */
    cached: (conversationId: string): Known | undefined => cache.get(conversationId),

    /** What memory has under this head. */
    remembered,

    readAll,

    /** What others than this noun's own readers ask. */
    queries: {
      /**
       * What a person is in a conversation, from memory where possible: right as long as `membersVersion` is what the
       * database says. `undefined`: the person is no member, or there is no such conversation.
       */
      async membership(conversationId: string, userId: string): Promise<Membership | undefined> {
        const known = cache.get(conversationId);
        const role = known?.roles.get(userId);
        if (!known || role === undefined) return readMembership(conversationId, userId);
        return { head: known.head, role, audience: audienceUnder(known.head) };
      },

      /**
       * The same for a head just read: from memory if its `membersVersion` is the one in memory. Otherwise in a big group
       * only the person's own item is read, and the others while pushing. `undefined`: the person is no member.
       */
      async membershipUnder(current: Head, userId: string): Promise<Membership | undefined> {
        const known = remembered(current);
        if (!known && notifiesAll(current)) {
          return readMembership(current.id, userId, current.membersVersion);
        }
        const role = known ? known.roles.get(userId) : await roleOf(current.id, userId);
        if (role === undefined) return undefined;
        return { head: current, role, audience: audienceUnder(current) };
      },

      /**
       * The conversation and how far its members are, for showing messages with their status to one of them. In a big group
       * that may be older, and so lower, than it is: its members are not read again for each page that each of them reads.
       * `undefined`: that one is no member, or there is no such conversation.
       */
      async progress(
        conversationId: string,
        userId: string,
      ): Promise<{ head: Head; role: Member['role']; progress: Progress } | undefined> {
        const cached = cache.get(conversationId);
        if (cached && !notifiesAll(cached.head)) {
          const item = await table.get(keys.conversation(conversationId));
          if (!item) return undefined;
          const current = head.parse(item);
          const known = remembered(current);
          const role = known?.roles.get(userId);
          if (known && role !== undefined) return { head: current, role, progress: known.progress };
        }
        const known = (await readAll(conversationId))?.known;
        const role = known && (known.roles.get(userId) ?? (await roleOf(conversationId, userId)));
        return known && role !== undefined ? { head: known.head, role, progress: known.progress } : undefined;
      },
    },
  };
}

function memberIn(items: readonly Item[], userId: string | undefined): Member | undefined {
  const found = userId === undefined ? undefined : items.find((item) => item.userId === userId);
  return found && member.parse(found);
}

function* chunks(userIds: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < userIds.length; start += audiencePage) {
    yield userIds.slice(start, start + audiencePage);
  }
}
