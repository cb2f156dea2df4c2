import { exportConversation } from '../../../client/export/index.ts';
import { hasCode } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import { TooLarge, type ExportPlace } from './export-places.ts';

/** An export as it is shown. It goes on while the user looks at something else. */
export interface ExportState {
  status: 'running' | 'waiting' | 'done' | 'broken' | 'wrong-place' | 'too-large';
  messages: number;
  /** How far it is: from 0 to 1. */
  part: number;
  error?: unknown;
}

interface Running {
  state: ExportState;
  cancel: () => void;
}

/** By conversation. */
const running = new Map<string, Running>();
const listeners = new Set<() => void>();

const notify = () => listeners.forEach((listener) => listener());

export function onExports(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const exportOf = (conversationId: string): ExportState | undefined =>
  running.get(conversationId)?.state;

/** Ends an export; what was written stays, so that it can go on. */
export const cancelExport = (conversationId: string): void => running.get(conversationId)?.cancel();

/** Forgets how an export ended. */
export function dismissExport(conversationId: string): void {
  running.delete(conversationId);
  notify();
}

/** Writes a conversation to a place; `exportOf` says how far it is. Never rejects. */
export async function startExport(conversationId: string, place: ExportPlace): Promise<void> {
  const controller = new AbortController();
  const isElsewhere =
    place.progress !== undefined && place.progress.header.conversation.id !== conversationId;
  // a whole export of the same conversation is made anew
  const progress = place.progress?.finished === true ? undefined : place.progress;
  if (place.progress !== progress) place.restart();
  let last = progress?.header.upTo ?? 0;
  let state: ExportState = { status: 'running', messages: progress?.messages ?? 0, part: 0 };
  const show = (change: Partial<ExportState>) => {
    state = { ...state, ...change };
    running.set(conversationId, { state, cancel: () => controller.abort() });
    notify();
  };
  show({});
  if (isElsewhere || place.taken === true) {
    show({ status: 'wrong-place' });
    return;
  }
  try {
    const lines = exportConversation(client, conversationId, {
      progress,
      signal: controller.signal,
      ...(place.saveFile && { saveFile: place.saveFile }),
      onWaiting: (waiting) => show({ status: waiting ? 'waiting' : 'running' }),
    });
    for await (const line of lines) {
      await place.append(line);
      if ('chatflow' in line) last = line.upTo;
      if ('message' in line) {
        const part = Math.min(1, line.message.seq / Math.max(1, last));
        show({ messages: state.messages + 1, part, status: 'running' });
      }
    }
    await place.close(true);
    show({ status: 'done', part: 1 });
  } catch (error) {
    // what was written is worth keeping, and the first error the one to show
    await place.close(false).catch(report);
    if (hasCode(error, 'aborted')) dismissExport(conversationId);
    else if (error instanceof TooLarge) show({ status: 'too-large' });
    else {
      show({ status: 'broken', error });
      if (!isPassing(error) && !isSignedOut(error) && !isOfDisk(error)) report(error);
    }
  }
}

/** The disk is full, or the user took the permission back. */
const isOfDisk = (error: unknown) => error instanceof DOMException;
