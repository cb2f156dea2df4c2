/** The wire contract as the client speaks it: what is made from `shared/protocol/`, and names for parts of that. */
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

/** A part of a list; `nextCursor` goes on from here, `null` at the end. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The server's codes. Later servers may have more. */
export type ErrorCode = Problem['code'];
export type MessageStatus = Message['status'];
export type MemberRole = Participant['role'];
export type NotificationSetting = Conversation['me']['notifications'];
export type OwnStatus = StatusRequest['status'];
export type MemberReceipt = ReceiptPage['items'][number];
/** How a person is seen. */
export type Presence = ServerEvents['presence:update'];
export type TypingEvent = ServerEvents['typing'];
export type SessionEndReason = ServerEvents['session:ended']['reason'];

export type ClientFrameType = keyof ClientFrames;
export type ClientFrameData<T extends ClientFrameType> = ClientFrames[T]['data'];
export type AckData<T extends ClientFrameType> = ClientFrames[T]['ack'];
export type OutgoingMessage = ClientFrameData<'message:send'>;
export type SendResult = AckData<'message:send'>;
