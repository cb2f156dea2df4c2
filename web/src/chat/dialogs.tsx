import { Component, lazy, Suspense, useEffect, type ComponentType, type ReactNode } from 'react';
import { navigate } from '../navigation.ts';
import { translate } from '../i18n/i18n.ts';
import { lazyPart, loadPart, type LoadPart } from '../lazy-part.ts';
import { loadContentsAhead } from '../contents/lazy-parts.tsx';
import { loadMediaAhead } from '../media/lazy-parts.tsx';
import { loadSearchAhead } from '../search/lazy-parts.tsx';
import { report } from '../report.ts';
import type { MessageOverlayProps } from './message-overlay.tsx';
import { LazyMessageOverlay, loadMessagePartsAhead } from './message-parts.tsx';
import { showToast } from '../ui/toast.tsx';
import type { DetailsPaneProps } from '../details/details-pane.tsx';
import type { ViewerProps } from '../viewer/viewer.tsx';
import { loadStreamPartsAhead } from '../streams/lazy-parts.tsx';
import { loadPreviewsAhead } from '../previews/lazy-parts.tsx';
import { loadThreadPartsAhead } from '../threads/lazy-parts.tsx';
import type { ThreadPaneProps } from '../threads/thread-pane.tsx';
import type { GoneProps } from './gone.tsx';

interface DialogProps {
  onClose: () => void;
}
type Load = LoadPart<DialogProps>;

/** What opens above the chat, by its path: loaded when the page has nothing else to do, or when it is opened. */
const loads: Readonly<Record<string, Load>> = {
  '/new': async () => ({ default: (await import('../people/new-chat-dialog.tsx')).NewChatDialog }),
  '/new-group': async () => ({ default: (await import('../people/new-group-dialog.tsx')).NewGroupDialog }),
  '/jump': async () => ({ default: (await import('../people/jump-dialog.tsx')).JumpDialog }),
  '/profile': async () => ({ default: (await import('../profile/profile-dialog.tsx')).ProfileDialog }),
  '/settings': async () => ({ default: (await import('../settings/settings-dialog.tsx')).SettingsDialog }),
  '/settings/email': async () => ({ default: (await import('../settings/email-dialog.tsx')).EmailDialog }),
  '/settings/password': async () => ({
    default: (await import('../settings/password-dialog.tsx')).PasswordDialog,
  }),
  '/settings/devices': async () => ({
    default: (await import('../settings/devices-dialog.tsx')).DevicesDialog,
  }),
  '/settings/security': async () => ({
    default: (await import('../second-factor/security-dialog.tsx')).SecurityDialog,
  }),
  '/settings/passkeys': async () => ({
    default: (await import('../passkeys/passkeys-dialog.tsx')).PasskeysDialog,
  }),
  '/settings/providers': async () => ({
    default: (await import('../providers/providers-dialog.tsx')).ProvidersDialog,
  }),
  '/settings/privacy': async () => ({
    default: (await import('../settings/privacy-dialog.tsx')).PrivacyDialog,
  }),
  '/settings/notifications': () => import('../notifications/settings-dialog.tsx'),
  '/settings/bots': () => import('../bots/bots-dialog.tsx'),
  '/shortcuts': async () => ({ default: (await import('../settings/shortcuts-dialog.tsx')).ShortcutsDialog }),
  '/sign-out': async () => ({ default: (await import('../profile/sign-out-dialog.tsx')).SignOutDialog }),
};

const loadDetails: LoadPart<DetailsPaneProps> = async () => ({
  default: (await import('../details/details-pane.tsx')).DetailsPane,
});
const LazyDetails = lazyPart(loadDetails);

/** The details of a conversation. */
export const Details = (props: DetailsPaneProps) => (
  <CannotLoad onClose={props.onClose}>
    <Suspense>
      <LazyDetails {...props} />
    </Suspense>
  </CannotLoad>
);

const loadGone: LoadPart<GoneProps> = async () => ({ default: (await import('./gone.tsx')).Gone });
const LazyGone = lazyPart(loadGone);

/** In place of a conversation that is not there for the user, or not any more. */
export const Gone = (props: GoneProps) => (
  <CannotLoad onClose={() => navigate('/', { replace: true })}>
    <Suspense>
      <LazyGone {...props} />
    </Suspense>
  </CannotLoad>
);

const LazyEndingToasts = lazy(() =>
  // where it cannot be loaded, the page does without
  import('./ending-toasts.tsx').catch(() => ({ default: () => null })),
);

/** Says that a group ended for the user which is not open. */
export const EndingToasts = ({ openId }: { openId: string | undefined }) => (
  <Suspense>
    <LazyEndingToasts openId={openId} />
  </Suspense>
);

const LazyNotifier = lazy(() =>
  // as above
  import('../notifications/notifier.tsx').catch(() => ({ default: () => null })),
);

/** Says which conversation is shown, and lets what happens elsewhere be heard. */
export const Notifier = ({ shownId }: { shownId: string | undefined }) => (
  <Suspense>
    <LazyNotifier shownId={shownId} />
  </Suspense>
);

const LazyDiscover = lazyPart(() => import('../discover/discover-screen.tsx'));

/** Public groups. */
export const Discover = ({ onClose }: DialogProps) => (
  <CannotLoad onClose={onClose}>
    <Suspense>
      <LazyDiscover />
    </Suspense>
  </CannotLoad>
);

const LazyThreads = lazyPart(() => import('../threads/threads-screen.tsx'));

/** The threads that the user follows. */
export const Threads = ({ onClose }: DialogProps) => (
  <CannotLoad onClose={onClose}>
    <Suspense>
      <LazyThreads />
    </Suspense>
  </CannotLoad>
);

const LazyReminders = lazyPart(() => import('../later/reminders-screen.tsx'));

/** What the user is reminded of. */
export const Reminders = ({ onClose }: DialogProps) => (
  <CannotLoad onClose={onClose}>
    <Suspense>
      <LazyReminders />
    </Suspense>
  </CannotLoad>
);

const LazySaved = lazyPart(() => import('../saved/saved-screen.tsx'));

/** The messages that the user has saved. */
export const Saved = ({ onClose }: DialogProps) => (
  <CannotLoad onClose={onClose}>
    <Suspense>
      <LazySaved />
    </Suspense>
  </CannotLoad>
);

const LazyNotifications = lazyPart(() => import('../notifications/notifications-screen.tsx'));

/** What the user has not seen yet. */
export const Notifications = ({ onClose }: DialogProps) => (
  <CannotLoad onClose={onClose}>
    <Suspense>
      <LazyNotifications />
    </Suspense>
  </CannotLoad>
);

const loadThread: LoadPart<ThreadPaneProps> = () => import('../threads/thread-pane.tsx');
const LazyThread = lazyPart(loadThread);

/** The thread that begins at a message. */
export const Thread = (props: ThreadPaneProps) => (
  <CannotLoad onClose={props.onClose}>
    <Suspense>
      <LazyThread {...props} />
    </Suspense>
  </CannotLoad>
);

const loadViewer: LoadPart<ViewerProps> = () => import('../viewer/viewer.tsx');
const LazyViewer = lazyPart(loadViewer);

/** A photo or video over the whole screen. */
export const Viewer = (props: ViewerProps) => (
  <CannotLoad onClose={props.onClose}>
    <Suspense>
      <LazyViewer {...props} />
    </Suspense>
  </CannotLoad>
);

/** What opens above the messages for one of them. */
export const MessageOverlay = (props: MessageOverlayProps) => (
  <CannotLoad onClose={props.onClose}>
    <Suspense>
      <LazyMessageOverlay {...props} />
    </Suspense>
  </CannotLoad>
);

const dialogs: Readonly<Record<string, ComponentType<DialogProps>>> = Object.fromEntries(
  Object.entries(loads).map(([path, load]) => [path, lazyPart(load)]),
);

export const isDialog = (path: string): boolean => Object.hasOwn(dialogs, path);

const idle = (work: () => void) => {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 5_000 });
  else setTimeout(work, 1_000);
};

/** Loads the dialogs and the details once the page is at rest, so that they open at once, also offline. */
export function useDialogsAhead(): void {
  useEffect(() => {
    idle(() => {
      // one that does not come now is asked for again when it is opened
      for (const load of Object.values(loads)) loadPart(load).catch(() => undefined);
      loadPart(loadDetails).catch(() => undefined);
      loadPart(loadGone).catch(() => undefined);
      loadMediaAhead();
      loadContentsAhead();
      loadMessagePartsAhead();
      loadThreadPartsAhead();
      loadStreamPartsAhead();
      loadPreviewsAhead();
      loadPart(loadThread).catch(() => undefined);
      loadSearchAhead();
      loadPart(loadViewer).catch(() => undefined);
    });
  }, []);
}

/** The dialog of a path. One that cannot be loaded says so and closes. */
export function DialogAt({ path, onClose }: DialogProps & { path: string }) {
  const Dialog = dialogs[path];
  return (
    Dialog !== undefined && (
      <CannotLoad onClose={onClose}>
        <Suspense>
          <Dialog onClose={onClose} />
        </Suspense>
      </CannotLoad>
    )
  );
}

class CannotLoad extends Component<DialogProps & { children: ReactNode }, { failed: boolean }> {
  override readonly state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    report(error);
    showToast(translate('error.offline'));
    this.props.onClose();
  }

  override render(): ReactNode {
    return !this.state.failed && this.props.children;
  }
}
