import type { Page } from 'playwright-core';

/** As long as a pointer rests on a row before people press it, in milliseconds, at the least. */
const aimMs = 150;

/** A list whose rows stay for this long does not scroll any more. */
const restMs = 300;

const chatsOnScreen = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('nav a[data-id]')]
      .filter((row) => {
        const { top, bottom, left, right } = row.getBoundingClientRect();
        // nothing lies above it: a pointer that cannot reach a row would scroll the list
        const free = [top + 1, bottom - 1].every((y) =>
          row.contains(document.elementFromPoint((left + right) / 2, y)),
        );
        return top >= 100 && bottom <= innerHeight && free;
      })
      .map(({ dataset }) => dataset['id'] ?? ''),
  );

/** The same once the list has come to rest after a turn of the wheel. */
async function chatsAtRest(page: Page): Promise<string[]> {
  for (let before = ''; ;) {
    const now = await chatsOnScreen(page);
    if (now.length > 0 && now.join() === before) return now;
    before = now.join();
    await page.waitForTimeout(restMs);
  }
}

/** Milliseconds from the click on a chat until the frame after the one that shows its messages. */
const switchTo = (page: Page, id: string) =>
  page.evaluate(async (wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const link = document.querySelector<HTMLAnchorElement>(`nav a[data-id="${wanted}"]`);
    if (link === null) throw new Error(`The list has no row for ${wanted}.`);
    const before = document.querySelector('[role=log]');
    await frame();
    const start = performance.now();
    link.click();
    for (;;) {
      await frame();
      const log = document.querySelector('[role=log]');
      if (log !== null && log !== before && log.querySelector('article') !== null) break;
      if (performance.now() - start > 5_000) throw new Error(`${wanted} shows nothing.`);
    }
    return performance.now() - start;
  }, id);

export interface SwitchTimes {
  /** Chats opened for the first time without notice, as by a key. */
  first: number[];
  /** Chats opened for the first time with the pointer, which rests on the row before the click. */
  firstAimed: number[];
  /** Chats opened again, `least` of them or more. */
  again: number[];
}

/** What is on screen of the list: rows further out come and go. */
const rowsOnScreen = 10;

/** Opens the chats of two screens of the list, each once and then those of the second again and again. */
export async function switchTimes(page: Page, least: number): Promise<SwitchTimes> {
  const times: SwitchTimes = { first: [], firstAimed: [], again: [] };
  let ids: string[] = [];
  for (const screen of [0, 1]) {
    if (screen > 0) {
      await page.locator('nav').hover();
      await page.mouse.wheel(0, rowsOnScreen * 72);
    }
    ids = (await chatsAtRest(page)).slice(0, rowsOnScreen);
    for (const [index, id] of ids.entries()) {
      const aims = index % 2 === 1;
      if (aims) await page.locator(`nav a[data-id="${id}"]`).hover();
      // what the chat before set off is over
      await page.waitForTimeout(aims ? aimMs : 500);
      (aims ? times.firstAimed : times.first).push(await switchTo(page, id));
    }
  }
  while (times.again.length < least) for (const id of ids) times.again.push(await switchTo(page, id));
  return times;
}
