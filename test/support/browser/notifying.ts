import { chromium, type Browser, type Page, type Worker } from 'playwright-core';
import { expect } from 'vitest';
import type { PushPayload } from '../../../client/push/index.ts';
import { findNotifyingChromium } from './chromium.ts';
import type { Device } from './pages.ts';

/** A browser that shows notifications of the system. Throws where there is none: ask `findNotifyingChromium` before. */
export function startNotifyingBrowser(env: NodeJS.ProcessEnv): Promise<Browser> {
  const executablePath = findNotifyingChromium(env);
  if (executablePath === undefined) throw new Error('There is no Chromium that shows notifications.');
  return chromium.launch({
    executablePath,
    // root has no sandbox, and containers have little shared memory
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-dev-shm-usage'],
  });
}

/** What the system shows. */
export interface SystemNotice {
  title: string;
  body: string;
  tag: string;
  silent: boolean | null;
}

/** What of the worker's side the tests use, as pages are typed without it. */
interface WorkerSide {
  registration: ServiceWorkerRegistration;
  dispatchEvent: (event: Event) => boolean;
  NotificationEvent: new (type: string, options: { notification: Notification }) => Event;
}

/** The notifications of one device, as its system and its push service see them. */
export async function noticesOf({ context, page }: Device, origin: string) {
  // the worker may have been there before
  const worker: Worker =
    context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 15_000 }));
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const devTools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations.filter(({ isDeleted }) => !isDeleted);
      if (first) resolve(first.registrationId);
    });
  });
  await devTools.send('ServiceWorker.enable');
  const registrationId = await registered;
  return {
    /** What the system shows, in the order of their tags. */
    shown: (): Promise<SystemNotice[]> =>
      worker.evaluate(async () => {
        const { registration } = globalThis as typeof globalThis & WorkerSide;
        const all = await registration.getNotifications();
        return all
          .map(({ title, body, tag, silent }) => ({ title, body, tag, silent }))
          .sort((a, b) => a.tag.localeCompare(b.tag));
      }),
    /** The push service hands this over. */
    async push(payload: PushPayload | string): Promise<void> {
      const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
      await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    },
    /** The user chooses the notification of this tag. */
    choose: (tag: string): Promise<void> =>
      worker.evaluate(async (chosen) => {
        const side = globalThis as typeof globalThis & WorkerSide;
        const [notification] = await side.registration.getNotifications({ tag: chosen });
        if (notification === undefined) throw new Error(`Nothing with the tag ${chosen} is shown.`);
        side.dispatchEvent(new side.NotificationEvent('notificationclick', { notification }));
      }, tag),
  };
}

/** The user looks elsewhere: at another tab, which Playwright would not let take the focus by itself. */
export async function lookAway({ context, page }: Pick<Device, 'context' | 'page'>): Promise<void> {
  const other = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false);
}

/** The question of the browser, which headless ones do not show: the user answers it like this. */
export async function answerPermission(
  { context }: Pick<Device, 'context'>,
  origin: string,
  answer: 'granted' | 'denied',
): Promise<void> {
  await context.exposeBinding('answerPermission', async ({ page }: { page: Page }) => {
    await setPermission({ context, page }, origin, answer);
  });
  await context.addInitScript((answered: NotificationPermission) => {
    const side = globalThis as typeof globalThis & { answerPermission: () => Promise<void> };
    Notification.requestPermission = async () => {
      await side.answerPermission();
      return answered;
    };
  }, answer);
}

/** What the browser has noted for notifications of the site. */
export async function setPermission(
  { context, page }: Pick<Device, 'context' | 'page'>,
  origin: string,
  setting: 'prompt' | 'granted' | 'denied',
): Promise<void> {
  const devTools = await context.newCDPSession(page);
  const { targetInfo } = await devTools.send('Target.getTargetInfo');
  const { browserContextId } = targetInfo;
  await devTools.send('Browser.setPermission', {
    permission: { name: 'notifications' },
    setting,
    origin,
    ...(browserContextId !== undefined && { browserContextId }),
  });
}
