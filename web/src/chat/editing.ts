import { useCallback, useSyncExternalStore } from 'react';
import type { Message } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { isSignedOut } from '../errors.ts';
import { readDraft, writeDraft } from './drafts.ts';

/** An own message that is being edited in the composer, in place of the draft, which comes back afterwards. */
export interface Edit {
  readonly seq: number;
  /** What the message says. */
  readonly original: string;
  readonly text: string;
  /** Whether it has files, so that it may be without text. */
  readonly hasFiles: boolean;
  /** Whether the new text is on its way. */
  readonly saving: boolean;
  /** Why it was refused. */
  readonly error?: unknown;
}

/** By conversation. */
const edits = new Map<string, Edit>();
const listeners = new Set<() => void>();

function set(conversationId: string, edit: Edit | undefined): void {
  if (edit === undefined) edits.delete(conversationId);
  else edits.set(conversationId, edit);
  for (const listener of listeners) listener();
}

export function beginEdit({ conversationId, seq, text, attachments }: Message): void {
  const hasFiles = attachments.length > 0;
  set(conversationId, { seq, original: text, text, hasFiles, saving: false });
}

export function writeEdit(conversationId: string, text: string): void {
  const edit = edits.get(conversationId);
  if (edit === undefined || edit.text === text) return;
  const { error: _, ...rest } = edit;
  set(conversationId, { ...rest, text });
}

export const endEdit = (conversationId: string): void => set(conversationId, undefined);

/** The message is gone. What was typed becomes the draft, unless there is one. */
export function dropEdit(conversationId: string): void {
  const edit = edits.get(conversationId);
  endEdit(conversationId);
  if (edit !== undefined && edit.text !== edit.original && readDraft(conversationId) === '')
    writeDraft(conversationId, edit.text);
}

/** Gives the message its new text. Where that is refused, the text stays, with the reason. */
export async function saveEdit(conversationId: string): Promise<void> {
  const edit = edits.get(conversationId);
  if (edit === undefined || edit.saving) return;
  const { seq, text, original } = edit;
  if (text === original) {
    endEdit(conversationId);
    return;
  }
  set(conversationId, { ...edit, saving: true });
  /** The user may have turned to another message meanwhile. */
  const isStill = () => edits.get(conversationId)?.seq === seq;
  try {
    await client.messages.edit(conversationId, seq, text);
    if (isStill()) endEdit(conversationId);
  } catch (error) {
    if (!isStill() || isSignedOut(error)) return;
    const now = edits.get(conversationId) ?? edit;
    set(conversationId, { ...now, saving: false, error });
  }
}

/** Nothing that was typed stays behind for the next user of the browser. */
export function forgetEdits(): void {
  edits.clear();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useEdit = (conversationId: string): Edit | undefined =>
  useSyncExternalStore(
    subscribe,
    useCallback(() => edits.get(conversationId), [conversationId]),
  );
