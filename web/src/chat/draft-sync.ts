import type { ChatClient, Draft } from '../../../client/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import {
  conversationsWithDrafts,
  isSynced,
  onDraft,
  readDraft,
  readSaved,
  writeDraft,
  writeSaved,
} from './drafts.ts';

/** So long after the last key a draft is saved for the other devices. */
const restMs = 1_500;

/**
 * Keeps drafts the same on all devices of the user. What was typed here and is not saved yet wins over what comes from
 * elsewhere; otherwise the last one saved counts. Returns what ends it.
 */
export function syncDrafts(client: ChatClient): () => void {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function plan(conversationId: string): void {
    clearTimeout(timers.get(conversationId));
    timers.set(
      conversationId,
      setTimeout(() => {
        timers.delete(conversationId);
        void save(conversationId);
      }, restMs),
    );
  }

  async function save(conversationId: string): Promise<void> {
    const text = readDraft(conversationId);
    const before = readSaved(conversationId);
    if (text === before) return;
    // noted first: what comes back as an event is known already
    writeSaved(conversationId, text);
    try {
      await client.drafts.save(conversationId, { text });
    } catch (error) {
      writeSaved(conversationId, before);
      // it is saved with the next connection
      if (!isPassing(error) && !isSignedOut(error)) report(error);
    }
  }

  /** The server has this draft. */
  function take({ conversationId, text }: Pick<Draft, 'conversationId' | 'text'>): void {
    const local = readDraft(conversationId);
    const isTyped = local !== readSaved(conversationId);
    writeSaved(conversationId, text);
    if (local === text) return;
    if (isTyped) plan(conversationId);
    else writeDraft(conversationId, text);
  }

  async function load(): Promise<void> {
    try {
      const drafts = await client.drafts.list();
      const known = new Set(drafts.map(({ conversationId }) => conversationId));
      for (const draft of drafts) take(draft);
      for (const conversationId of conversationsWithDrafts()) {
        if (!known.has(conversationId)) take({ conversationId, text: '' });
      }
    } catch (error) {
      if (!isPassing(error) && !isSignedOut(error)) report(error);
    }
  }

  let linked = client.status === 'online';
  if (linked) void load();
  const ends = [
    onDraft((conversationId) => {
      if (conversationId === undefined || !isSynced(conversationId)) return;
      if (readDraft(conversationId) !== readSaved(conversationId)) plan(conversationId);
    }),
    client.on('draft:updated', take),
    client.on('state', ({ state }) => {
      const isLinked = state === 'online' || state === 'polling';
      if (isLinked && !linked) void load();
      // catching up is being connected
      if (state !== 'catching-up') linked = isLinked;
    }),
  ];
  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
    for (const end of ends) end();
  };
}
