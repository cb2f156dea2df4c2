import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { person, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');

async function say(site: TestBackend, from: Person, conversationId: string, text: string): Promise<void> {
  const { status } = await site.call('POST', `/v1/conversations/${conversationId}/messages`, {
    token: from.token,
    body: { text },
  });
  expect(status).toBe(201);
}

/** Texts of one to six lines, so that heights differ. */
const lines = (n: number) => `line ${n} ${'and so on, '.repeat((n * 7) % 23)}`.trim();

/** How far the list is from its end, in pixels. */
const fromEnd = (page: Page) =>
  log(page).evaluate((list) => Math.round(list.scrollHeight - list.clientHeight - list.scrollTop));

/** Whether nothing scrolls within two frames. */
const rests = (page: Page) =>
  log(page).evaluate(async (list) => {
    const before = list.scrollTop;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return list.scrollTop === before;
  });

/** Takes the first line that is wholly in sight under the eye, and notes in each frame where it is. */
function watchLine(page: Page): Promise<string> {
  return page.evaluate(() => {
    const list = document.querySelector('[role=log]');
    const top = list?.getBoundingClientRect().top ?? 0;
    const line = [...document.querySelectorAll('[role=log] article')].find(
      (one) => one.getBoundingClientRect().top > top + 40,
    );
    if (line === undefined) throw new Error('no line is in sight');
    const text = line.textContent;
    const places: (number | undefined)[] = [];
    Object.assign(window, { places });
    const note = () => {
      const now = [...document.querySelectorAll('[role=log] article')].find(
        (one) => one.textContent === text,
      );
      places.push(now?.getBoundingClientRect().top);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
    return text;
  });
}

/** How far the watched line moved at most in any frame, in pixels; Infinity where it was gone. */
const moved = (page: Page) =>
  page.evaluate(() => {
    const places = (window as Window & { places?: (number | undefined)[] }).places ?? [];
    const first = places[0] ?? Infinity;
    return Math.max(...places.map((place) => Math.abs((place ?? Infinity) - first)));
  });

/** Scrolls up by 1500 pixels, as a wheel may, as soon as a line with this text is there and measured. */
function scrollUpAfter(page: Page, text: string): Promise<void> {
  return log(page).evaluate((list, awaited) => {
    const scrollUp = () => {
      list.scrollTop -= 1_500;
    };
    const observer = new MutationObserver(() => {
      if (!list.textContent.includes(awaited)) return;
      observer.disconnect();
      // lines are measured at the end of a frame
      requestAnimationFrame(() => requestAnimationFrame(scrollUp));
    });
    observer.observe(list, { childList: true, subtree: true });
  }, text);
}

describe('a place in a conversation', () => {
  it.for(['desktop', 'phone'] as const)(
    'given older messages that come in on a %s, keeps the line under the eye where it is in every frame',
    async (size) => {
      const site = await startSite();
      const [alice, bob] = [await person(site, 'alice', { viewport: sizes[size] }), await site.person('bob')];
      const { page } = alice;
      const { id } = await site.conversation(alice, [bob]);
      for (let n = 1; n <= 120; n += 1) await say(site, n % 3 ? bob : alice, id, lines(n));
      await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 120 } });
      await page.goto(`${site.runtime.url}/c/${id}`);
      await log(page).getByText(lines(120), { exact: true }).waitFor();
      await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);

      const held: Route[] = [];
      await page.route('**/messages?*before*', (route) => void held.push(route));
      await log(page).hover();
      await expect
        .poll(async () => {
          await page.mouse.wheel(0, -400);
          return held.length;
        })
        .toBe(1);
      // the line under the eye rests: the list has told that its scrolling is over
      await expect.poll(() => rests(page)).toBe(true);
      const height = await log(page).evaluate((list) => list.scrollHeight);
      await watchLine(page);
      await held[0]?.continue();
      await expect
        .poll(() => log(page).evaluate((list) => list.scrollHeight))
        .toBeGreaterThan(height + 1_000);
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            let frames = 30;
            const next = () => {
              frames -= 1;
              if (frames > 0) requestAnimationFrame(next);
              else resolve();
            };
            next();
          }),
      );
      expect(await moved(page)).toBeLessThanOrEqual(1);
    },
  );

  it('given messages that arrive further up, counts them, and one click leads to the very end', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice', { viewport: sizes.tablet }), await site.person('bob')];
    const { page } = alice;
    const { id } = await site.conversation(alice, [bob]);
    for (let n = 1; n <= 60; n += 1) await say(site, n % 3 ? bob : alice, id, lines(n));
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 60 } });
    await page.goto(`${site.runtime.url}/c/${id}`);
    await log(page).getByText(lines(60), { exact: true }).waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
    await log(page).hover();
    await page.mouse.wheel(0, -1_500);
    await page.getByRole('button', { name: 'To the newest message' }).waitFor();
    const line = await watchLine(page);
    for (let n = 61; n <= 63; n += 1) await say(site, bob, id, lines(n));
    await page.getByRole('button', { name: '3 new messages' }).waitFor();
    expect(await moved(page), line).toBeLessThanOrEqual(1);
    await page.getByRole('button', { name: '3 new messages' }).click();
    await log(page).getByText(lines(63), { exact: true }).waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
    await expect.poll(() => page.getByRole('button', { name: /new message|To the newest/ }).count()).toBe(0);
    expect(await fromEnd(page)).toBeLessThanOrEqual(1);
  });

  it('given unread messages near the end, opens with the last one before them at the top', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { page } = alice;
    const { id } = await site.conversation(alice, [bob]);
    for (let n = 1; n <= 60; n += 1) await say(site, bob, id, lines(n));
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 44 } });
    await page.goto(`${site.runtime.url}/c/${id}`);
    const line = log(page).getByText(lines(44), { exact: true });
    await line.waitFor();
    const below = async () => {
      const [list, text] = [await log(page).boundingBox(), await line.boundingBox()];
      return Math.abs((text?.y ?? Infinity) - (list?.y ?? 0));
    };
    await expect.poll(below).toBeLessThan(20);
    await expect.poll(() => rests(page)).toBe(true);
    expect(await below()).toBeLessThan(20);
  });

  it('given a user who scrolls up just as a message arrives, leaves them there', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { page } = alice;
    const { id } = await site.conversation(alice, [bob]);
    for (let n = 1; n <= 60; n += 1) await say(site, n % 3 ? bob : alice, id, lines(n));
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 60 } });
    await page.goto(`${site.runtime.url}/c/${id}`);
    await log(page).getByText(lines(60), { exact: true }).waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
    await scrollUpAfter(page, lines(61));
    await say(site, bob, id, lines(61));
    await page.getByRole('button', { name: /new message|To the newest/ }).waitFor();
    await expect.poll(() => rests(page)).toBe(true);
    expect(await fromEnd(page)).toBeGreaterThan(1_000);
  });

  it('given a chat that was left further up, opens it again at the same line', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { page } = alice;
    const { id } = await site.conversation(alice, [bob]);
    const other = await site.conversation(alice, [bob], 'Other');
    for (let n = 1; n <= 60; n += 1) await say(site, n % 3 ? bob : alice, id, lines(n));
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 60 } });
    await page.goto(`${site.runtime.url}/c/${id}`);
    await log(page).getByText(lines(60), { exact: true }).waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
    await log(page).hover();
    await page.mouse.wheel(0, -900);
    await page.getByRole('button', { name: 'To the newest message' }).waitFor();
    await expect.poll(() => rests(page)).toBe(true);
    const left = await fromEnd(page);
    expect(left).toBeGreaterThan(500);
    await page.locator(`nav a[data-id="${other.id}"]`).click();
    await page.getByText('This is the beginning of Other.').waitFor();
    await page.locator(`nav a[data-id="${id}"]`).click();
    await log(page).waitFor();
    await expect.poll(() => fromEnd(page)).toBeGreaterThanOrEqual(left - 1);
    await expect.poll(() => rests(page)).toBe(true);
    expect(Math.abs((await fromEnd(page)) - left)).toBeLessThanOrEqual(1);
  });
});
