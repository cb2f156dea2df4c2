/** The wire contract of the client: what is generated from `shared/protocol/`, and names for parts of it. */
import type {
  ClientFrames,
  Conversation,
  Message,
  Participant,
  Problem,
  ReceiptPage,
  ServerEvents,
  StatusRequest,
} from './contract.ts';

export * from './contract.ts';

/** A page of a list; `nextCursor` is the start of the next page, `null` at the end. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The server's error codes. Later servers may have more. */
export type ErrorCode = Problem['code'];
export type MessageStatus = Message['status'];
export type MemberRole = Participant['role'];
export type NotificationSetting = Conversation['me']['notifications'];
export type OwnStatus = StatusRequest['status'];
export type MemberReceipt = ReceiptPage['items'][number];
/** A user's presence, as others see it. */
export type Presence = ServerEvents['presence:update'];
export type TypingEvent = ServerEvents['typing'];
/** Why a conversation ended for the user. Later servers may have more. */
export type RemovalReason = ServerEvents['conversation:removed']['reason'];
export type SessionEndReason = ServerEvents['session:ended']['reason'];

export type ClientFrameType = keyof ClientFrames;
export type ClientFrameData<T extends ClientFrameType> = ClientFrames[T]['data'];
export type AckData<T extends ClientFrameType> = ClientFrames[T]['ack'];
export type OutgoingMessage = ClientFrameData<'message:send'>;
export type SendResult = AckData<'message:send'>;
