/**
 * Generated from the schemas of `shared/protocol/` by `npm run generate`: change the schemas, not this file. Types of what
 * goes over the wire, and shapes that check what the client reads. The server decides whether a request is valid.
 */
import type { ClearedPush, NewPush, PushPayload } from './contract.ts';
import { array, boolean, integer, object, oneOf, optional, string, union, type Shape } from './shapes.ts';

export const clearedPush: Shape<ClearedPush> = object<ClearedPush>({
  type: oneOf('cleared'),
  recipientId: string,
  ids: array(string),
  unreadCount: integer(0),
});

export const newPush: Shape<NewPush> = object<NewPush>({
  type: oneOf('new'),
  recipientId: string,
  notification: object<NewPush['notification']>({
    id: string,
    kind: string,
    createdAt: string,
    conversationId: optional(string),
    seq: optional(integer(0)),
    userId: optional(string),
  }),
  silent: boolean,
  unreadCount: integer(0),
  title: optional(string),
  senderName: optional(string),
  body: optional(string),
  content: optional(string),
});

export const pushPayload: Shape<PushPayload> = union<PushPayload>(newPush, clearedPush);
