import {
  blockPolicy,
  blockStanding,
  permit,
  silenced,
  type Head,
  type Membership,
} from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { findToAttach, type ToAttach } from '../attachments/attach.ts';
import type { ChangeableEntry } from '../changes/change-store.ts';
import { checkContent, contentOf } from '../content/content.ts';
import { readWhatIsSaid, type ToSay } from '../content/mentions.ts';
import type { Said } from '../content/sealing.ts';
import type { MessagesContext } from '../context.ts';
import { messagePolicy } from '../policy.ts';
import { threadOf } from '../threads/thread-of.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { takeTurn } from './take-turn.ts';

/** A message that its sender may send, and what it is made of. */
export interface Admitted {
  /** That by which they may. */
  membership: Membership;
  /** The message at which the thread of a reply begins. */
  thread: ChangeableEntry | undefined;
  files: ToAttach;
  toSay: ToSay;
  said: Said;
}

/** The same, once slow mode was asked as well. */
export interface Ready extends Admitted {
  /** Members take turns there, and this is the sender's. */
  hasTurn: boolean;
  /** Who does not see it, as they block its sender. */
  hiddenFrom?: string | undefined;
}

/** All that is asked before a number is taken but whose turn it is. Throws what `sendMessage` does. */
export async function admit(
  context: MessagesContext,
  senderId: string,
  known: Membership,
  outgoing: OutgoingMessage,
): Promise<Admitted> {
  const thread = await threadOf(context, senderId, known, outgoing.replyTo);
  await refuseToBlocking(context, senderId, known.head);
  const membership = await refuseToSilenced(context, senderId, known);
  const files = await findToAttach(context, senderId, outgoing);
  const content = contentOf(outgoing);
  // who forwards a contact was sent it
  if (outgoing.forwardedFrom === undefined) await checkContent(context, senderId, content);
  const toSay = { ...outgoing, content };
  const said = await readWhatIsSaid(context, senderId, membership, toSay);
  return { membership, thread, files, toSay, said };
}

/**
 * The same under the head that gave the number: members, or what they may do, may have changed since. Throws what `sendMessage` does.
 */
export async function admitUnder(
  context: MessagesContext,
  head: Head,
  senderId: string,
  ready: Ready,
  outgoing: OutgoingMessage,
  now: number,
): Promise<Ready> {
  const isSame = head.membersVersion === ready.membership.head.membersVersion;
  const current = isSame ? ready : await admitChanged(context, head, senderId, ready, outgoing, now);
  const reach = blockPolicy.send[blockStanding(head, senderId)];
  if (reach === 'user_blocked') throw new ChatError(reach);
  const hiddenFrom = reach === 'all' ? undefined : head.pair?.find((userId) => userId !== senderId);
  return { ...current, hiddenFrom };
}

async function admitChanged(
  context: MessagesContext,
  head: Head,
  senderId: string,
  ready: Ready,
  outgoing: OutgoingMessage,
  now: number,
): Promise<Ready> {
  const found = await context.conversations.membershipUnder(head, senderId);
  const membership = permit(messagePolicy, 'send', found);
  const refusal = silenced(head, membership, now);
  if (refusal) throw refusal;
  const said = await readWhatIsSaid(context, senderId, membership, ready.toSay);
  const hasTurn = ready.hasTurn || (await takeTurn(context, senderId, membership, outgoing));
  return { ...ready, membership, said, hasTurn };
}

/** What the message refers to, as it is now: a file was looked at or taken back meanwhile, or another user replied. */
export async function lookAgain(
  context: MessagesContext,
  senderId: string,
  ready: Ready,
  outgoing: OutgoingMessage,
): Promise<Ready> {
  const thread = await threadOf(context, senderId, ready.membership, outgoing.replyTo);
  const files = await findToAttach(context, senderId, outgoing);
  return { ...ready, thread, files };
}

/**
 * Who blocks the other one cannot write to them. What memory has of the conversation spares the number; that it is so still
 * is read. Throws `user_blocked`.
 */
async function refuseToBlocking(context: MessagesContext, senderId: string, known: Head): Promise<void> {
  const isRefused = (head: Head) => blockPolicy.send[blockStanding(head, senderId)] === 'user_blocked';
  if (!isRefused(known)) return;
  const head = await context.conversations.head(known.id);
  if (head && isRefused(head)) throw new ChatError('user_blocked');
}

/**
 * A member of a group may be muted, or only admins may send there. What memory has of it spares the number; that it is so
 * still is read. Returns the membership by which they may send. Throws `muted`, `posting_restricted`.
 */
async function refuseToSilenced(
  context: MessagesContext,
  senderId: string,
  known: Membership,
): Promise<Membership> {
  const { clock, conversations } = context;
  if (!silenced(known.head, known, clock.now())) return known;
  const head = await conversations.head(known.head.id);
  const current = permit(
    messagePolicy,
    'send',
    head && (await conversations.membershipUnder(head, senderId)),
  );
  const refusal = silenced(current.head, current, clock.now());
  if (refusal) throw refusal;
  return current;
}
