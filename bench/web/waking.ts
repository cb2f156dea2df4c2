import type { Page } from 'playwright-core';

/** What is true by the time the tab wakes: the newest message, which the open chat and its row in the list show. */
export interface Missed {
  /** Puts the server's clock ahead, and writes. Returns the text of the newest message in the open chat. */
  happen: () => Promise<string>;
}

/**
 * Milliseconds from the moment a tab wakes, which was hidden, frozen and without network while `missed` happened, until
 * its list and its open chat show the newest message.
 */
export async function wakeTime(page: Page, { happen }: Missed): Promise<number> {
  const context = page.context();
  const session = await context.newCDPSession(page);
  const show = (state: 'hidden' | 'visible') =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await show('hidden');
  await context.setOffline(true);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  const text = await happen();
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await context.setOffline(false);
  const start = performance.now();
  await show('visible');
  await page.waitForFunction(
    (newest) => {
      const shows = (selector: string) =>
        [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(newest));
      return shows('[role=log] article') && shows('nav li:first-child');
    },
    text,
    { polling: 'raf', timeout: 30_000 },
  );
  return performance.now() - start;
}
