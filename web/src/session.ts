import { useSyncExternalStore } from 'react';
import { hasCode, type ChatClient } from '../../client/index.ts';
import { useSession } from '../../client/react/index.ts';
import { forgetDrafts } from './chat/drafts.ts';
import { forgetQuotes } from './threads/quotes.ts';
import { forgetEdits } from './chat/editing.ts';
import { forgetChosen } from './chat/markdown.ts';
import { forgetReactions } from './chat/reactions.ts';
import { forgetEmoji } from './chat/recent-emoji.ts';
import { forgetFiles } from './media/forget.ts';
import { isSignedOut } from './errors.ts';
import { navigate } from './navigation.ts';
import { report } from './report.ts';
import { isPassing, wantedPath } from './wanted-path.ts';

/** What tabs tell each other: they share one session. */
type News = 'signed-in' | 'signed-out';

const channelName = 'chatflow session';
let channel: BroadcastChannel | undefined;

/** Whether another tab signed out, and no user has signed in since. */
let endedElsewhere = false;
const listeners = new Set<() => void>();

function setEndedElsewhere(ended: boolean): void {
  endedElsewhere = ended;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Why the last session ended, unless it was signed out in this tab. */
export function useEndReason(): string | undefined {
  const { ended } = useSession();
  const elsewhere = useSyncExternalStore(subscribe, () => endedElsewhere);
  return ended ?? (elsewhere ? 'signed_out' : undefined);
}

/** Connects and stays connected; that it may take long, or end with the session, shows on screen by itself. */
export function connect(client: ChatClient): void {
  client.connect().catch((error: unknown) => {
    if (!isSignedOut(error) && !hasCode(error, 'disconnected')) report(error);
  });
}

/** Takes up the session that this browser has, if any, without waiting for the server. Follows what other tabs do. */
export async function startSession(client: ChatClient): Promise<void> {
  channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<News>) => {
    (data === 'signed-in' ? joined(client) : left(client)).catch(report);
  };
  if (await client.restore()) connect(client);
}

/** A user has just signed in or registered here: connects, and lets the other tabs know. */
export function sessionBegan(client: ChatClient): void {
  setEndedElsewhere(false);
  connect(client);
  tell('signed-in');
}

/** Nothing that the user typed or tapped stays behind for the next. */
function forgetTyped(): void {
  forgetDrafts();
  forgetQuotes();
  forgetEdits();
  forgetChosen();
  forgetReactions();
  forgetEmoji();
}

/** Signs out here and in all tabs. Resolves once the server knows; if it cannot be reached, the session ends here anyway. */
export async function signOut(client: ChatClient): Promise<void> {
  const stop = client.on('state', ({ state }) => {
    // at once: the other tabs do not wait for the server
    if (state === 'signed-out') tell('signed-out');
  });
  forgetTyped();
  forgetFiles();
  try {
    await client.logout();
  } finally {
    stop();
  }
}

const tell = (news: News) => channel?.postMessage(news);

/** Another tab signed in. */
async function joined(client: ChatClient): Promise<void> {
  if (client.userId !== undefined) {
    // a session replaced the one of this tab: nothing of the user before may stay on screen
    location.reload();
    return;
  }
  setEndedElsewhere(false);
  // the way in is over here as well, whatever step of it is on screen; what a link led to stays
  if (isPassing(location.pathname)) navigate('/', { replace: true });
  if (!(await client.restore())) return;
  // the screen may be in use by now: what the user opened meanwhile stays
  if (location.pathname === '/') navigate(wantedPath(client.userId), { replace: true });
  connect(client);
}

/** Another tab signed out. The server says so too, but only while there is a connection. */
async function left(client: ChatClient): Promise<void> {
  if (client.userId === undefined) return;
  setEndedElsewhere(true);
  forgetTyped();
  forgetFiles();
  await client.forget();
}
