import { useMemo } from 'react';
import type { Message } from '../../../client/index.ts';
import { readDraft, useDraft, writeDraft } from '../chat/drafts.ts';

/** The message that is being replied to. */
export interface ReplyTarget {
  readonly id: string;
  readonly seq: number;
}

/** Where drafts of a conversation are kept: those of a thread apart from what is written to all. */
export const draftPlace = (conversationId: string, threadSeq?: number): string =>
  threadSeq === undefined ? conversationId : `${conversationId}/t/${threadSeq}`;

/** It is kept with the draft, and goes when that does. */
const keyOf = (place: string) => `${place}/reply`;

/** What was stored, which an older page or an extension of the browser may have written. */
export function parseTarget(stored: string): ReplyTarget | undefined {
  const [, seq, id] = /^(\d+) (\S+)$/.exec(stored) ?? [];
  return id === undefined ? undefined : { id, seq: Number(seq) };
}

/** What is written next at a place replies to this message. */
export const beginReply = (place: string, { id, seq }: Pick<Message, 'id' | 'seq'>): void =>
  writeDraft(keyOf(place), `${seq} ${id}`);

export const endReply = (place: string): void => writeDraft(keyOf(place), '');

export const readReply = (place: string): ReplyTarget | undefined => parseTarget(readDraft(keyOf(place)));

/** The message to which what is written at a place replies. */
export function useReply(place: string): ReplyTarget | undefined {
  const stored = useDraft(keyOf(place));
  return useMemo(() => parseTarget(stored), [stored]);
}
