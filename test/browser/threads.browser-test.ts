import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { SentReply } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite, type SignedIn } from '../support/browser/pages.ts';
import { give } from '../support/browser/pictures.ts';

const log = (page: Page, name: RegExp | string = /^Messages in/) => page.getByRole('log', { name });
const composer = (page: Page | Locator) => page.getByRole('textbox', { name: 'Message', exact: true });
const line = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text }).last();
const pane = (page: Page) => page.getByRole('region', { name: 'Thread', exact: true });

async function open(site: TestBackend, { page }: SignedIn, path: string): Promise<void> {
  await page.goto(`${site.runtime.url}/c/${path}`);
  await composer(page).first().waitFor();
}

function sayer(site: TestBackend, conversationId: string) {
  return async ({ token }: Person, text: string, replyTo?: string): Promise<SentReply> => {
    const path = `/v1/conversations/${conversationId}/messages`;
    const { status, body } = await site.call<SentReply>('POST', path, {
      token,
      body: { text, ...(replyTo !== undefined && { replyTo }) },
    });
    expect(status).toBe(201);
    return body;
  };
}

/** A finger that is put down in the middle of an element, moves `by` pixels to the side, and is lifted. */
async function swipe(page: Page, at: Locator, by: number): Promise<void> {
  const box = await at.boundingBox();
  if (box === null) throw new Error('it is not on screen');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = await page.context().newCDPSession(page);
  const dispatch = (type: 'touchStart' | 'touchMove' | 'touchEnd', dx: number) =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: x + dx, y }],
    });
  await dispatch('touchStart', 0);
  for (let step = 1; step <= 8; step += 1) await dispatch('touchMove', (by * step) / 8);
  await dispatch('touchEnd', by);
}

describe('threads in the web client', () => {
  it('given a reply by keys, quotes the message, leads to it and back, and shows what became of it', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { id } = await site.conversation(alice, [bob]);
    const say = sayer(site, id);
    const first = await say(bob, 'Shall we meet at noon?');
    for (let n = 1; n <= 90; n += 1) await say(n % 2 ? bob : alice, `line ${n}`);
    await say(bob, 'and an old question', first.id);
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 92 } });
    await open(site, alice, id);
    const { page } = alice;
    const jump = page.getByRole('button', { name: /Show the message.*Shall we meet at noon/ });
    await jump.waitFor();
    await line(page, 'and an old question').press('r');
    await page.getByText(`Reply to ${bob.user.name}`).waitFor();
    await expect.poll(() => composer(page).evaluate((field) => field === document.activeElement)).toBe(true);
    expect.soft(await axe(page)).toEqual([]);
    await composer(page).press('Escape');
    await expect.poll(() => page.getByText(`Reply to ${bob.user.name}`).count()).toBe(0);
    await line(page, 'and an old question').press('r');
    await composer(page).fill('Yes, at noon');
    // it is kept with the draft
    await page.reload();
    await page.getByText(`Reply to ${bob.user.name}`).waitFor();
    await expect.poll(() => composer(page).inputValue()).toBe('Yes, at noon');
    await composer(page).press('Enter');
    await line(page, 'Yes, at noon')
      .getByRole('button', { name: /and an old question/ })
      .waitFor();
    await expect.poll(() => page.getByText(`Reply to ${bob.user.name}`).count()).toBe(0);
    await jump.click();
    await expect.poll(() => line(page, 'Shall we meet at noon?').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Back to the reply' }).click();
    await expect.poll(() => line(page, 'Yes, at noon').isVisible()).toBe(true);
    await expect.poll(() => page.getByRole('button', { name: 'Back to the reply' }).count()).toBe(0);
    const path = `/v1/conversations/${id}/messages/92`;
    await site.call('PATCH', path, { token: bob.token, body: { text: 'and a new one' } });
    await line(page, 'Yes, at noon')
      .getByRole('button', { name: /and a new one/ })
      .waitFor();
    await site.call('DELETE', path, { token: bob.token });
    await line(page, 'Yes, at noon')
      .getByRole('button', { name: /Message deleted/ })
      .waitFor();
  });

  it('given a thread that two people have open, shows replies live, who follows it, and what is unread', async () => {
    const site = await startSite();
    const [alice, bob] = [
      await person(site, 'alice'),
      await person(site, 'bob', { colorScheme: 'dark', viewport: sizes.tablet }),
    ];
    const { id } = await site.conversation(alice, [bob], 'Trip');
    const say = sayer(site, id);
    const first = await say(alice, 'Where do we go?');
    await say(bob, 'To the sea', first.id);
    await open(site, alice, id);
    const { page } = alice;
    await page.getByRole('link', { name: /1 reply/ }).click();
    await pane(page).waitFor();
    await log(page, 'Thread').getByText('To the sea').waitFor();
    await pane(page).getByRole('button', { name: 'Stop following the thread' }).waitFor();
    await expect.poll(() => page.getByRole('link', { name: /1 new/ }).count()).toBe(0);
    expect.soft(await axe(page)).toEqual([]);
    await open(site, bob, `${id}/t/${first.seq}`);
    await composer(pane(bob.page)).fill('Or to the mountains');
    await composer(pane(bob.page)).press('Enter');
    for (const one of [page, bob.page]) await log(one, 'Thread').getByText('Or to the mountains').waitFor();
    await expect.poll(() => log(page, 'Thread').getByText('Or to the mountains').count()).toBe(1);
    expect.soft(await axe(bob.page)).toEqual([]);
    await page.getByRole('link', { name: /2 replies/ }).waitFor();
    await pane(page).getByRole('button', { name: 'Close' }).click();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-thread'));
    await expect.poll(focused).toBe(String(first.seq));
    await say(bob, 'Tell me', first.id);
    await page.getByRole('link', { name: /Threads.*1 unread reply/ }).click();
    await page.getByRole('link', { name: /Trip.*Where do we go.*3 replies.*1 new/ }).click();
    await log(page, 'Thread').getByText('Tell me').waitFor();
    await expect.poll(() => page.getByRole('link', { name: /unread reply/ }).count()).toBe(0);
    await pane(page).getByRole('button', { name: 'Stop following the thread' }).click();
    await pane(page).getByRole('button', { name: 'Follow the thread', exact: true }).waitFor();
    await page.goto(`${site.runtime.url}/threads`);
    await page.getByText('No threads yet').waitFor();
    expect.soft(await axe(page)).toEqual([]);
  });

  it('given a phone, replies by a swipe, and forwards to two chats of which one refuses', async () => {
    const site = await startSite();
    const viewport = { ...sizes.phone, width: 375 };
    const alice = await person(site, 'alice', { viewport, hasTouch: true, isMobile: true });
    const [bob, carol] = [await site.person('bob'), await site.person('carol')];
    const { id } = await site.conversation(alice, [bob]);
    const open1 = await site.conversation(carol, [alice], 'Open');
    const closed = await site.conversation(carol, [alice], 'Closed');
    const settings = { post: 'admins' };
    await site.call('PATCH', `/v1/conversations/${closed.id}`, { token: carol.token, body: { settings } });
    await sayer(site, id)(bob, 'Look at this');
    await open(site, alice, id);
    const { page } = alice;
    await line(page, 'Look at this').waitFor();
    // what follows the finger is loaded after the messages
    await expect
      .poll(async () => {
        await swipe(page, line(page, 'Look at this').locator('[data-bubble]'), 100);
        return page.getByText(`Reply to ${bob.user.name}`).count();
      })
      .toBe(1);
    await composer(page).fill('I see');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('link', { name: /1 reply/ }).click();
    await log(page, 'Thread').getByText('I see').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await pane(page).getByRole('button', { name: 'Back' }).click();
    await log(page).getByRole('article').filter({ hasText: 'Look at this' }).first().press('Enter');
    await page.getByRole('button', { name: 'Forward', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Forward to …' });
    await dialog.getByRole('option', { name: /Open/ }).click();
    await dialog.getByRole('combobox').fill('clos');
    await dialog.getByRole('option', { name: /Closed/ }).click();
    await dialog.getByRole('button', { name: 'Forward to 2 chats' }).click();
    await dialog.getByText('Closed: Only admins write in this group.').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await site.call('PATCH', `/v1/conversations/${closed.id}`, {
      token: carol.token,
      body: { settings: { post: 'everyone' } },
    });
    await dialog.getByRole('button', { name: 'Try the others again' }).click();
    await page.getByText('Forwarded to 2 chats.').waitFor();
    for (const chat of [open1, closed]) {
      await page.goto(`${site.runtime.url}/c/${chat.id}`);
      await expect.poll(() => log(page).getByText('Look at this').count()).toBe(1);
      await log(page).getByText('Forwarded from').waitFor();
    }
  });

  it('given a thread of 1,000 replies, makes few lines of them, keeps the place, and takes files that are dropped', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { id } = await site.conversation(alice, [bob]);
    const say = sayer(site, id);
    const first = await say(bob, 'Who comes?');
    for (let n = 1; n <= 1_000; n += 1) await say(n % 2 ? bob : alice, `reply ${n}.`, first.id);
    const { page } = alice;
    await open(site, alice, `${id}/t/${first.seq}`);
    const thread = log(page, 'Thread');
    const inSight = async (text: string) => {
      const [shown, all] = [await thread.getByText(text).boundingBox(), await thread.boundingBox()];
      return (
        shown !== null && all !== null && shown.y >= all.y && shown.y + shown.height <= all.y + all.height
      );
    };
    await expect.poll(() => inSight('reply 1000.')).toBe(true);
    // up to the first one, by the wheel
    await thread.hover();
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, -4_000);
          return thread.getByText('reply 1.', { exact: true }).count();
        },
        { timeout: 60_000, interval: 50 },
      )
      .toBe(1);
    expect(await thread.getByRole('article').count()).toBeLessThan(80);
    await thread.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await expect.poll(() => thread.getByRole('article').count()).toBeGreaterThan(5);
    const middle = thread.getByRole('article').nth(20);
    const [text, top] = [await middle.innerText(), (await middle.boundingBox())?.y];
    await say(bob, 'one more', first.id);
    await thread.getByRole('separator', { name: '1,001 replies' }).waitFor({ state: 'attached' });
    const still = thread.getByRole('article').filter({ hasText: text.split('\n')[0] ?? '' });
    expect(Math.abs(((await still.first().boundingBox())?.y ?? 0) - (top ?? 0))).toBeLessThan(2);

    const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('At noon.') };
    await give(page, 'section[aria-label="Thread"] [role=log]', 'drop', [notes]);
    await pane(page).getByRole('list', { name: 'Attachments' }).getByText('notes.txt').waitFor();
    expect(await page.getByRole('list', { name: 'Attachments' }).count()).toBe(1);
    expect.soft(await axe(page)).toEqual([]);
  }, 180_000);
});
