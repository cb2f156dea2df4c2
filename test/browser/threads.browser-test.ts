import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { SentReply } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, startSite, type SignedIn } from '../support/browser/pages.ts';

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

describe('threads in the web client', () => {
  it('given a reply by the keyboard, shows what it replies to, leads there and back', async () => {
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
    expect.soft(await axe(page)).toEqual([]);
    await page.screenshot({ path: '/tmp/wt/quote-desktop.png' });
    await jump.click();
    await expect.poll(() => line(page, 'Shall we meet at noon?').isVisible()).toBe(true);
    await page.screenshot({ path: '/tmp/wt/jumped-desktop.png' });
    await page.getByRole('button', { name: 'Back to the reply' }).click();
    await expect.poll(() => line(page, 'and an old question').isVisible()).toBe(true);
    await expect.poll(() => page.getByRole('button', { name: 'Back to the reply' }).count()).toBe(0);
  });

  it('given a thread that two people have open, shows replies live, who follows it, and what is unread', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await person(site, 'bob', { colorScheme: 'dark' })];
    const { id } = await site.conversation(alice, [bob], 'Trip');
    const say = sayer(site, id);
    const first = await say(alice, 'Where do we go?');
    await say(bob, 'To the sea', first.id);
    await open(site, alice, id);
    const { page } = alice;
    await page.getByRole('link', { name: /1 reply.*1 new/ }).click();
    await pane(page).waitFor();
    await log(page, 'Thread').getByText('To the sea').waitFor();
    await expect.poll(() => page.getByRole('link', { name: /1 new/ }).count()).toBe(0);
    await page.screenshot({ path: '/tmp/wt/thread-desktop.png' });
    expect.soft(await axe(page)).toEqual([]);
    await open(site, bob, `${id}/t/${first.seq}`);
    await composer(pane(bob.page)).fill('Or to the mountains');
    await composer(pane(bob.page)).press('Enter');
    await log(page, 'Thread').getByText('Or to the mountains').waitFor();
    await log(bob.page, 'Thread').getByText('Or to the mountains').waitFor();
    await bob.page.screenshot({ path: '/tmp/wt/thread-dark.png' });
    await page.getByRole('link', { name: /2 replies/ }).waitFor();
    await pane(page).getByRole('button', { name: 'Close' }).click();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-thread')))
      .toBe(String(first.seq));
    await say(bob, 'Tell me', first.id);
    await page.getByRole('link', { name: /Threads.*1 unread reply/ }).click();
    await page.getByRole('link', { name: /Trip.*Where do we go.*3 replies.*1 new/ }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.screenshot({ path: '/tmp/wt/threads-desktop.png' });
  });
});
