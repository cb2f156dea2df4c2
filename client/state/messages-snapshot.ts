import type { MessageItem } from './message-items.ts';

/** What is known of the messages of one conversation: a stretch of them without a gap. */
export interface MessagesSnapshot {
  /** Ascending by `seq`; where the newest are here, the user's own ones that are not stored yet follow. */
  readonly items: readonly MessageItem[];
  /** Whether there is anything to show, from the server or from what was stored on this device. */
  readonly loaded: boolean;
  /** Whether there are, or may be, messages before the first and after the last one here. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** What is being loaded; `jumping` also covers the first load. */
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
  readonly jumping: boolean;
  /** Why the last load failed, until one succeeds. What failed for lack of a connection is tried again by itself. */
  readonly error: unknown;
}

/** Of a conversation that is not in memory. */
export const emptyMessages: MessagesSnapshot = {
  items: [],
  loaded: false,
  hasOlder: false,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
  jumping: false,
  error: undefined,
};

/** Whether the two say the same, down to the same items. */
export function isSameSnapshot(a: MessagesSnapshot, b: MessagesSnapshot): boolean {
  return (
    a.items === b.items &&
    a.loaded === b.loaded &&
    a.hasOlder === b.hasOlder &&
    a.hasNewer === b.hasNewer &&
    a.loadingOlder === b.loadingOlder &&
    a.loadingNewer === b.loadingNewer &&
    a.jumping === b.jumping &&
    a.error === b.error
  );
}
