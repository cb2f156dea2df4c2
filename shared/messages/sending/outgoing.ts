import type { Write } from '../../platform/table.ts';
import type { Entity, Expiry, SentReply } from '../../protocol/index.ts';
import type { GivenContent } from '../content/content.ts';

export interface OutgoingMessage extends GivenContent {
  conversationId: string;
  text: string;
  /** What parts of the text are. Left out, mentions are found in it. */
  entities?: readonly Entity[] | undefined;
  /** Mentions are found in what these leave plain, too. */
  findMentions?: boolean | undefined;
  /** `false`: its links get no preview. */
  preview?: boolean | undefined;
  /** The ids of its files, each once. */
  attachments?: readonly string[] | undefined;
  replyTo?: string | null | undefined;
  /** How long it stays. Left out, it is as the conversation says. */
  expires?: Expiry | undefined;
  clientId?: string | undefined;
  /** Who wrote it first, where it is forwarded; `null`: they keep that back. */
  forwardedFrom?: string | null | undefined;
  /** It is opened, to be written piece by piece. */
  streaming?: boolean | undefined;
  /** The client has sent this before and got no answer: it is looked for first. */
  repeat?: boolean | undefined;
  /** What waited for its time and is sent now. */
  waited?: Waited | undefined;
}

/** What ends when a message is sent that waited for its time. */
export interface Waited {
  /** Stored together with the message, or neither. */
  writes: readonly Write[];
}

export interface Sent {
  reply: SentReply;
  /** The same `clientId` was sent before: `reply` is that one's, and no message was stored or pushed. */
  duplicate: boolean;
  /** Settles when the message was pushed to all members' sockets; never rejects. Wait for it, while replying. */
  pushed: Promise<void>;
}
