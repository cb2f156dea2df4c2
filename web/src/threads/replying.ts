import { useMemo } from 'react';
import type { Message } from '../../../client/index.ts';
import { useDraft, writeDraft } from '../chat/drafts.ts';
import { parseTarget, type ReplyTarget } from './reply-target.ts';

/** Where drafts of a conversation are kept: those of a thread apart from what is written to all. */
export const draftPlace = (conversationId: string, threadSeq?: number): string =>
  threadSeq === undefined ? conversationId : `${conversationId}/t/${threadSeq}`;

/** It is kept with the draft, and goes when that does. */
const keyOf = (place: string) => `${place}/reply`;

/** What is written next at a place replies to this message. */
export const beginReply = (place: string, { id, seq }: Pick<Message, 'id' | 'seq'>): void =>
  writeDraft(keyOf(place), `${seq} ${id}`);

export const endReply = (place: string): void => writeDraft(keyOf(place), '');

/** The message to which what is written at a place replies. */
export function useReply(place: string): ReplyTarget | undefined {
  const stored = useDraft(keyOf(place));
  return useMemo(() => parseTarget(stored), [stored]);
}
