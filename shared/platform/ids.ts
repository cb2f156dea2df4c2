import { createHash } from 'node:crypto';
import type { Random } from './ports.ts';

/** What an id is of; the prefix makes a wrong one recognisable in logs. Clients treat ids as opaque. */
type Kind = 'usr' | 'bot' | 'ses' | 'tok' | 'cnv' | 'chl' | 'aud' | 'med' | 'sch' | 'whk' | 'hok' | 'inv';

/** A fresh id: the kind and 128 random bits, 26 characters of `A-Z a-z 0-9 _ -`. */
export function newId(random: Random, kind: Kind): string {
  return `${kind}_${Buffer.from(random(16)).toString('base64url')}`;
}

/** Whether an account is that of a bot. The id says it, so that who handles many users reads none of them for it. */
export const isBotId = (userId: string): boolean => userId.startsWith('bot_');

/**
 * The id of the direct conversation of two people, the same from both sides: being derived, it needs no lookup, and
 * two people who open it at once meet in one conditional put.
 */
export function directConversationId(userA: string, userB: string): string {
  const pair = [userA, userB].sort().join('|');
  const digest = createHash('sha256').update(`direct|${pair}`).digest();
  return `cnv_${digest.subarray(0, 16).toString('base64url')}`;
}

/** A message's id says where it stands, so that finding it by id costs no index. */
export function messageId(conversationId: string, seq: number): string {
  return `msg_${conversationId.slice('cnv_'.length)}_${seq.toString(36)}`;
}

/** A number has one form: no leading zeros, so that two ids are never one message. */
const messageIdForm = /^msg_([A-Za-z0-9_-]{22})_([1-9a-z][0-9a-z]{0,7})$/;

/** Where the message with this id stands, or `undefined` if it is not the id of a message. */
export function parseMessageId(id: string): { conversationId: string; seq: number } | undefined {
  const [, conversation, seq] = messageIdForm.exec(id) ?? [];
  if (conversation === undefined || seq === undefined) return undefined;
  return { conversationId: `cnv_${conversation}`, seq: Number.parseInt(seq, 36) };
}
