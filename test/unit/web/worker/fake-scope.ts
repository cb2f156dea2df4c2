import { Notices } from '../../../../web/src/worker/notices.ts';
import type { FromWorker } from '../../../../web/src/worker/messages.ts';
import type {
  NoticeOptions,
  ShownNotification,
  WindowClient,
  WorkerScope,
} from '../../../../web/src/worker/scope.ts';

export interface Shown extends ShownNotification {
  title: string;
  options: NoticeOptions;
}

type Look = Pick<WindowClient, 'focused' | 'visibilityState'>;
export const looksAt: Look = { focused: true, visibilityState: 'visible' };
export const isHidden: Look = { focused: false, visibilityState: 'hidden' };

/** A browser as its worker sees it. */
export function fakeBrowser() {
  const browser = {
    shown: [] as Shown[],
    /** How often something was shown, also in the place of something else. */
    displays: 0,
    windows: [] as WindowClient[],
    opened: [] as string[],
    navigated: [] as string[],
    focused: 0,
    said: [] as FromWorker[],
    badges: [] as (number | undefined)[],
    subscribed: true,
    subscribedWith: undefined as PushSubscriptionOptionsInit | undefined,
    /** Who is signed in; an error: that cannot be read. */
    userId: 'usr_me' as string | undefined | Error,
    language: undefined as string | undefined,
    answers: true,
    /** Whether a page may be sent elsewhere. */
    controlled: true,
  };
  const page = (look: Look): WindowClient => {
    const window: WindowClient = {
      url: 'https://chat.example/',
      ...look,
      focus: async () => {
        browser.focused += 1;
        return window;
      },
      navigate: async (url) => {
        if (!browser.controlled) throw new TypeError('This client is not controlled.');
        browser.navigated.push(url);
        return window;
      },
      postMessage: (message) => browser.said.push(message as FromWorker),
    };
    browser.windows.push(window);
    return window;
  };
  const scope: WorkerScope = {
    location: { origin: 'https://chat.example' },
    navigator: {
      languages: ['fr-FR', 'en-GB'],
      setAppBadge: async (count) => void browser.badges.push(count),
      clearAppBadge: async () => void browser.badges.push(undefined),
    },
    registration: {
      pushManager: {
        getSubscription: async () =>
          browser.subscribed
            ? ({
                unsubscribe: async () => {
                  browser.subscribed = false;
                  return true;
                },
              } as PushSubscription)
            : null,
        subscribe: async (options) => {
          browser.subscribedWith = options;
          return {} as PushSubscription;
        },
      },
      getNotifications: async (filter) =>
        browser.shown.filter(({ tag }) => filter === undefined || filter.tag === tag),
      showNotification: async (title, options) => {
        browser.displays += 1;
        const one: Shown = {
          title,
          options,
          tag: options.tag,
          // as browsers do
          data: structuredClone(options.data) as unknown,
          close: () => (browser.shown = browser.shown.filter((other) => other !== one)),
        };
        browser.shown = [...browser.shown.filter(({ tag }) => tag !== options.tag), one];
      },
    },
    clients: {
      matchAll: async () => browser.windows,
      openWindow: async (url) => {
        browser.opened.push(url);
        return null;
      },
    },
    addEventListener: () => undefined,
    skipWaiting: async () => undefined,
  };
  const notices = new Notices({
    scope,
    signedIn: async () => {
      if (browser.userId instanceof Error) throw browser.userId;
      return browser.userId;
    },
    language: async () => browser.language,
    ask: async (window, message) => {
      window.postMessage(message);
      return browser.answers;
    },
  });
  return { browser, page, notices };
}
