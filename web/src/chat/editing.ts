import { useCallback, useSyncExternalStore } from 'react';
import type { Message, MessageItem } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { isSignedOut } from '../errors.ts';
import { readDraft, writeDraft } from './drafts.ts';
import { lastEditable } from './editable.ts';
import { editable, type Written } from './markdown.ts';
import { shownText } from '../format/text-parts.ts';

/** An own message that is being edited in the composer, in place of the draft, which comes back afterwards. */
export interface Edit {
  readonly conversationId: string;
  readonly seq: number;
  /** What the message says, and how that is written. */
  readonly original: string;
  readonly before: string;
  /** What the new text says. */
  readonly read: (typed: string) => Written;
  readonly text: string;
  /** Whether it has files, so that it may be without text. */
  readonly hasFiles: boolean;
  /** Whether the new text is on its way. */
  readonly saving: boolean;
  /** Why it was refused. */
  readonly error?: unknown;
}

/** By place: a conversation, or a thread in it. */
const edits = new Map<string, Edit>();
const listeners = new Set<() => void>();

function set(place: string, edit: Edit | undefined): void {
  if (edit === undefined) edits.delete(place);
  else edits.set(place, edit);
  for (const listener of listeners) listener();
}

/** Edits a message at a place: that of its conversation, or of a thread. Its formatting is written as Markdown. */
export async function beginEdit(message: Message, place: string = message.conversationId): Promise<void> {
  const { conversationId, seq, text, entities, attachments } = message;
  // where it cannot be loaded, the text is edited as it stands
  const { markdown, read } = await editable(message).catch(() => ({
    markdown: text,
    read: (typed: string): Written => ({ text: typed }),
  }));
  set(place, {
    conversationId,
    seq,
    original: shownText(text, entities),
    before: markdown,
    read,
    text: markdown,
    hasFiles: attachments.length > 0,
    saving: false,
  });
}

/** Edits the user's last message, if it can be edited: whether it can. */
export function editLast(items: readonly MessageItem[], place: string): boolean {
  const last = lastEditable(items, Date.now());
  if (last !== undefined) void beginEdit(last, place);
  return last !== undefined;
}

export function writeEdit(place: string, text: string): void {
  const edit = edits.get(place);
  if (edit === undefined || edit.text === text) return;
  const { error: _, ...rest } = edit;
  set(place, { ...rest, text });
}

export const endEdit = (place: string): void => set(place, undefined);

/** The message is gone. What was typed becomes the draft, unless there is one. */
export function dropEdit(place: string): void {
  const edit = edits.get(place);
  endEdit(place);
  if (edit !== undefined && edit.text !== edit.before && readDraft(place) === '')
    writeDraft(place, edit.text);
}

/** Gives the message its new text. Where that is refused, the text stays, with the reason. */
export async function saveEdit(place: string): Promise<void> {
  const edit = edits.get(place);
  if (edit === undefined || edit.saving) return;
  const { conversationId, seq, before } = edit;
  if (edit.text === before) {
    endEdit(place);
    return;
  }
  set(place, { ...edit, saving: true });
  /** The user may have turned to another message meanwhile. */
  const isStill = () => edits.get(place)?.seq === seq;
  try {
    const { text, ...parts } = edit.read(edit.text);
    await client.messages.edit(conversationId, seq, text, parts);
    if (isStill()) endEdit(place);
  } catch (error) {
    if (!isStill() || isSignedOut(error)) return;
    const now = edits.get(place) ?? edit;
    set(place, { ...now, saving: false, error });
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

export const useEdit = (place: string): Edit | undefined =>
  useSyncExternalStore(
    subscribe,
    useCallback(() => edits.get(place), [place]),
  );
