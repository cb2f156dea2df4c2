import { headAfter, type Head, type HeadChange, type Member, type Standing } from '../conversations/index.ts';
import { followChange } from '../listings/index.ts';
import { noteWebhooks, type EntryOf, type SystemContent } from '../messages/index.ts';
import type { AuditEvent } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import type { Write } from '../platform/table.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { RemovalReason } from '../protocol/index.ts';
import { announceChange, pushPending } from './announce-change.ts';
import type { GroupsContext } from './context.ts';

/** What a change of a group or of its members writes, and whom it concerns. */
export interface GroupChange extends Omit<HeadChange, 'entries'> {
  /** What the members read of it, in this order; `memberCount` stands for itself. At least one. */
  says: readonly [SystemContent, ...SystemContent[]];
  /** Writes to other items than the head, at most 100 less the entries and 3; 80 fewer where it changes how a public group is found. */
  writes: readonly Write[];
  /** What the audit log says of it. */
  audit?: AuditEvent;
  /** Who comes in, who goes, and whose own membership changes otherwise. */
  joining?: readonly string[];
  leaving?: { userIds: readonly string[]; reason: RemovalReason };
  concerning?: readonly string[];
}

/** What the change is decided by. `firstSeq` is the number of its first entry. */
export interface Moment {
  head: Head;
  firstSeq: number;
  now: number;
}

export interface Changed {
  /** Settles when the change was pushed to the members' sockets; never rejects. */
  pushed: Promise<void>;
}

const nothing: Changed = { pushed: Promise.resolve() };

/**
 * The one way in which a group changes: its head, members, numbers of its sequence with an entry each, and the audit log, in one
 * transaction. It is decided again where the group changed meanwhile, or a message was sent. Those who are in afterwards get the
 * entries pushed, and each user what concerns them. `decide` reads what it needs and throws what refuses the actor; without a
 * change nothing happens. Rejects with `Unavailable` where others were first every time.
 */
export async function changeGroup(
  context: GroupsContext,
  actorId: string,
  read: () => Promise<Head>,
  decide: (moment: Moment) => Promise<GroupChange | undefined>,
): Promise<Changed> {
  return untilUnchanged(async () => {
    const head = await read();
    const now = context.clock.now();
    const firstSeq = head.lastSeq + 1;
    const change = await decide({ head, firstSeq, now });
    if (!change) return nothing;
    const entries = change.says.map((system, index): EntryOf<'system'> => ({
      kind: 'system',
      seq: firstSeq + index,
      senderId: actorId,
      createdAt: now,
      system,
      ...noteWebhooks(head),
    }));
    const plain = { ...change, entries: entries.length };
    const listing = await followChange(context, head, headAfter(head, now, plain), now);
    const { listedAt } = listing;
    const headChange = listedAt === undefined ? plain : { ...plain, set: { ...plain.set, listedAt } };
    await context.conversations.changeGroup(head, now, headChange, [
      ...entries.map((entry) => context.messages.entryWrite(head.id, entry)),
      ...change.writes,
      ...listing.writes,
      ...(change.audit ? [await context.audit.entry(change.audit)] : []),
    ]);
    const after = headAfter(head, now, headChange);
    const announced = announceChange(context, actorId, after, entries, change).then(() =>
      // last, as it says how many there are when it is pushed
      change.requests ? pushPending(context, head.id) : undefined,
    );
    const queued = listing.isDue ? queueRefresh(context, head.id) : undefined;
    return { pushed: Promise.all([announced, queued]).then(() => undefined) };
  }, context.random);
}

/** Has the place of a public group among the others brought up to date. Never rejects: it is due again in an hour. */
async function queueRefresh({ work, log }: GroupsContext, conversationId: string): Promise<void> {
  try {
    await work.add({ type: 'refresh-listing', conversationId });
  } catch (error) {
    log.warn({ err: error, conversationId }, 'the place of a public group was not brought up to date');
  }
}

/** The same by a member: they must be what they were when it was decided, when it is stored. Throws `conversation_not_found`. */
export function changeGroupAs(
  context: GroupsContext,
  userId: string,
  conversationId: string,
  decide: (moment: Moment & { me: Member }) => Promise<GroupChange | undefined>,
): Promise<Changed> {
  let me: Member | undefined;
  return changeGroup(
    context,
    userId,
    async () => {
      const standing: Standing | undefined = await context.conversations.standing(conversationId, userId);
      if (!standing) throw new ChatError('conversation_not_found');
      me = standing.me;
      return standing.head;
    },
    async (moment) => {
      if (!me) throw new Error('the member was read');
      const change = await decide({ ...moment, me });
      // what writes the actor's own item has this condition itself
      const ownItem = [...(change?.leaving?.userIds ?? []), ...(change?.concerning ?? [])].includes(userId);
      if (!change || ownItem) return change;
      return { ...change, writes: [...change.writes, context.conversations.roleCheck(conversationId, me)] };
    },
  );
}
