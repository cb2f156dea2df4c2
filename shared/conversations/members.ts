import { LRUCache } from 'lru-cache';
import type { Item, Query, QueryPage, Table } from '../platform/table.ts';
import type { Audience } from '../realtime/index.ts';
import { keys } from './keys.ts';
import {
  head,
  member,
  shownMarks,
  type Head,
  type Member,
  type MemberFacts,
  type Membership,
} from './model.ts';
import { notifiesAll } from './policy.ts';
import { noProgress, withMember, type Progress } from './progress.ts';
import { firstShown, type Shown } from './showing.ts';

/** Bounds of what memory keeps: about 10 MB of members and 5 MB of heads at most. */
export interface MembersCache {
  cachedMembers?: number;
  cachedConversations?: number;
}

/** A change is half visible for moments. */
const readsOfHalfVisible = 5;

/** User ids in one step of a push: as many as find their sockets by 50 reads at once. */
const audiencePage = 5_000;

/** Of each member what deciding and pushing need; as of `head`, and good while its `membersVersion` is the same. */
export interface Known {
  head: Head;
  members: Map<string, MemberFacts>;
  /** Those who are shown of the members. */
  shown: readonly Shown[];
  /** As of the reading. It may lag behind, as watermarks change no version. */
  progress: Progress;
}

const parts = member.pick({
  userId: true,
  role: true,
  mutedUntil: true,
  historyFrom: true,
  hiddenCount: true,
  starChanges: true,
  deliveredSeq: true,
  readSeq: true,
  shownDeliveredSeq: true,
  shownReadSeq: true,
});

/** Most members are no more than their role: they share these, so that memory holds one reference for each. */
const plain: Readonly<Record<Member['role'], MemberFacts>> = {
  owner: { role: 'owner' },
  admin: { role: 'admin' },
  member: { role: 'member' },
};

function factsOf({ role, mutedUntil, historyFrom, hiddenCount, starChanges }: MemberFacts): MemberFacts {
  const isPlain = [mutedUntil, historyFrom, hiddenCount, starChanges].every((fact) => fact === undefined);
  if (isPlain) return plain[role];
  return {
    role,
    ...(mutedUntil !== undefined && { mutedUntil }),
    ...(historyFrom !== undefined && { historyFrom }),
    ...(hiddenCount !== undefined && { hiddenCount }),
    ...(starChanges !== undefined && { starChanges }),
  };
}

export type MembersReader = ReturnType<typeof membersReader>;

/** Memberships, audiences and progress of conversations, from memory while `membersVersion` is the same. */
export function membersReader(
  table: Table,
  { cachedMembers = 100_000, cachedConversations = 5_000 }: MembersCache,
) {
  const cache = new LRUCache<string, Known>({
    max: cachedConversations,
    maxSize: cachedMembers,
    sizeCalculation: ({ members }) => members.size + 1,
  });

  /** Reads under way, by conversation: of first pages, with the members where that is all of them, and for pushes. */
  const firstPages = new Map<string, Promise<Known | undefined>>();
  const pushReads = new Map<string, Promise<undefined>>();

  /**
   * Reads a conversation and its members, page by page. The head comes first, so a change of members that happens during
   * the read leaves an old `membersVersion` beside them: the next send sees a newer version and reads again. `known` grows
   * with each page, and goes to memory after the last one if it fits there. `own` is the item of `ownId`, once it was read.
   *
   * A query is no snapshot: of a change that is being committed it may see the head and not yet the members. Nothing is
   * kept whose number of members is not what its head says, so that no memory holds a removed member under the version that
   * removed them.
   */
  async function* read(
    conversationId: string,
    ownId?: string,
  ): AsyncGenerator<{ known: Known; added: string[]; last: boolean; own: Member | undefined }> {
    const query = keys.conversationWithMembers(conversationId);
    let page = await firstPage(query);
    const [first, ...rest] = page.items;
    if (!first || !keys.isHead(first)) return;
    const known: Known = { head: head.parse(first), members: new Map(), shown: [], progress: noProgress };
    let added = add(known, rest);
    let own = memberIn(rest, ownId);
    let gathered = true;
    while (page.next) {
      yield { known, added, last: false, own };
      // more than memory may hold is not gathered
      if (known.members.size > cachedMembers) {
        gathered = false;
        known.members.clear();
      }
      page = await table.query({ ...query, after: page.next });
      added = add(known, page.items);
      own ??= memberIn(page.items, ownId);
    }
    if (gathered && known.members.size === known.head.memberCount) cache.set(conversationId, known);
    yield { known, added, last: true, own };
  }

  /** Read again where a change was half visible: then too many members stand beside the head. */
  async function firstPage(query: Query): Promise<QueryPage> {
    for (let attempt = 1; ; attempt += 1) {
      const page = await table.query(query);
      const [first] = page.items;
      const halfVisible =
        first && keys.isHead(first) && !page.next && page.items.length - 1 > head.parse(first).memberCount;
      if (!halfVisible || attempt === readsOfHalfVisible) return page;
    }
  }

  function add(known: Known, items: readonly Item[]): string[] {
    const found = items.map((item) => parts.parse(item));
    for (const one of found) {
      known.members.set(one.userId, factsOf(one));
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

  async function readFacts(conversationId: string, userId: string): Promise<MemberFacts | undefined> {
    const item = await table.get(keys.member(conversationId, userId));
    return item && factsOf(parts.parse(item));
  }

  const remembered = (current: Head): Known | undefined => {
    const known = cache.get(current.id);
    return known?.head.membersVersion === current.membersVersion ? known : undefined;
  };

  /**
   * Whom to push to under this head: from memory, or read while pushing. Of what has the head's `lastSeq` as its number
   * members who came in later and do not see the history before that get nothing; nor of what has an earlier number, `seq`.
   */
  function audienceUnder(current: Head, seq?: number): Audience {
    return {
      size: current.memberCount,
      async *pages() {
        const fits = current.memberCount <= cachedMembers;
        const underWay = fits && !remembered(current) ? pushReads.get(current.id) : undefined;
        if (underWay) await underWay;
        const known = remembered(current);
        if (known) {
          const all = [...known.members.keys()];
          yield* chunks(seq === undefined ? all : reachedBy(seq, known, all));
        } else {
          yield* readForPush(current, seq ?? current.lastSeq);
        }
      },
    };
  }

  /** Reads for one push; others of the conversation wait meanwhile, and then find the members in memory. */
  async function* readForPush(current: Head, seq: number): AsyncGenerator<readonly string[]> {
    const conversationId = current.id;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    pushReads.set(conversationId, promise);
    try {
      for await (const { known, added } of read(conversationId)) {
        yield* chunks(reachedBy(seq, known, added));
      }
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
    under?: Head,
  ): Promise<Membership | undefined> {
    const underWay = firstPages.get(conversationId);
    // without a wait in between, so that the next caller finds this read
    if (!underWay) return readMembershipAnew(conversationId, userId, under?.lastSeq);
    // its failure goes to the caller that began it
    const known = await underWay.catch(() => undefined);
    const facts = known?.members.get(userId);
    if (!known || !facts) return readMembershipAnew(conversationId, userId, under?.lastSeq);
    const { head: found } = known;
    if (under && found.membersVersion !== under.membersVersion) {
      return readMembershipAnew(conversationId, userId, under.lastSeq);
    }
    return { ...facts, head: found, audience: audienceUnder(under ?? found) };
  }

  /** The first page says who the members of nearly every conversation are; in a huge one the rest is read while pushing. */
  async function readMembershipAnew(
    conversationId: string,
    userId: string,
    seq?: number,
  ): Promise<Membership | undefined> {
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
    const facts = known.members.get(userId) ?? (last ? undefined : await readFacts(conversationId, userId));
    if (!facts) return undefined;
    const pushedSeq = seq ?? known.head.lastSeq;
    const audience: Audience = {
      size: known.head.memberCount,
      async *pages() {
        yield* chunks(reachedBy(pushedSeq, known, added));
        for await (const page of pages) yield* chunks(reachedBy(pushedSeq, page.known, page.added));
      },
    };
    return { ...facts, head: known.head, audience };
  }

  return {
    /** What memory has of a conversation, perhaps of earlier. */
    cached: (conversationId: string): Known | undefined => cache.get(conversationId),

    /** What memory has under this head. */
    remembered,

    readAll,

    /** What others than this noun's own readers ask. */
    queries: {
      /** All members under a head just read. */
      audienceUnder,

      /**
       * What a person is in a conversation, from memory where possible: right as long as `membersVersion` is what the
       * database says. `undefined`: the person is no member, or there is no such conversation.
       */
      async membership(conversationId: string, userId: string): Promise<Membership | undefined> {
        const known = cache.get(conversationId);
        const facts = known?.members.get(userId);
        if (!known || !facts) return readMembership(conversationId, userId);
        return { ...facts, head: known.head, audience: audienceUnder(known.head) };
      },

      /**
       * The same for a head just read: from memory if its `membersVersion` is the one in memory. Otherwise in a big group
       * only the person's own item is read, and the others while pushing. `undefined`: the person is no member.
       */
      async membershipUnder(current: Head, userId: string): Promise<Membership | undefined> {
        const known = remembered(current);
        if (!known && notifiesAll(current)) {
          return readMembership(current.id, userId, current);
        }
        const facts = known ? known.members.get(userId) : await readFacts(current.id, userId);
        return facts && { ...facts, head: current, audience: audienceUnder(current) };
      },

      /**
       * The conversation and how far its members are, for showing messages with their status to one of them. In a big group
       * that may be older, and so lower, than it is: its members are not read again for each page that each of them reads.
       * `undefined`: that one is no member, or there is no such conversation.
       */
      async progress(
        conversationId: string,
        userId: string,
      ): Promise<(MemberFacts & { head: Head; progress: Progress }) | undefined> {
        const cached = cache.get(conversationId);
        if (cached && !notifiesAll(cached.head)) {
          const item = await table.get(keys.conversation(conversationId));
          if (!item) return undefined;
          const current = head.parse(item);
          const known = remembered(current);
          const facts = known?.members.get(userId);
          if (known && facts) return { ...facts, head: current, progress: known.progress };
        }
        const known = (await readAll(conversationId))?.known;
        const facts = known && (known.members.get(userId) ?? (await readFacts(conversationId, userId)));
        return known && facts ? { ...facts, head: known.head, progress: known.progress } : undefined;
      },
    },
  };
}

/** Those of the members who may get what has this number: newcomers not what was before them, where that is hidden from them. */
function reachedBy(seq: number, { members }: Known, userIds: string[]): readonly string[] {
  const isNew = (userId: string) => (members.get(userId)?.historyFrom ?? 0) >= seq;
  return seq > 0 && userIds.some(isNew) ? userIds.filter((userId) => !isNew(userId)) : userIds;
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
