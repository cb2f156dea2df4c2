import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const rows = (page: Page) => page.getByRole('navigation', { name: 'Chats' }).getByRole('link');
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });

/** Answers as a server that does not take messages with this text. */
async function refuse(page: Page, text: string): Promise<void> {
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const { id, type } = JSON.parse(String(frame)) as { id?: string; type: string };
      const error = { code: 'validation_failed', message: 'No, thank you' };
      if (type === 'message:send' && String(frame).includes(text))
        socket.send(JSON.stringify({ type: 'error', id, error }));
      else server.send(frame);
    });
  });
}

describe('a row of the list', () => {
  it('given a draft, a message that failed, typing and a person who is away, shows each of them', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice', {
      viewport: sizes.tablet,
      expects: [/No, thank you/],
    });
    const { page } = alice;
    await refuse(page, 'refused');
    await page.reload();
    const bob = await site.person('bob');
    const socket = await site.socket(bob);
    const { id } = await site.conversation(alice, [bob]);
    const other = await site.conversation(alice, [bob], 'Other');
    const row = rows(page).filter({ hasText: bob.user.name });
    await row.waitFor();
    await site.call('PUT', '/v1/users/me/status', { token: bob.token, body: { status: 'away' } });
    await expect.poll(() => row.textContent()).toContain('Away');

    await row.click();
    await composer(page).fill('half a thought');
    expect(await row.textContent()).not.toContain('Draft:');
    await rows(page).filter({ hasText: 'Other' }).click();
    await page.waitForURL(`**/c/${other.id}`);
    await expect.poll(() => row.textContent()).toContain('Draft: half a thought');

    await socket.request('typing', { conversationId: id, typing: true });
    await expect.poll(() => row.textContent()).toContain('typing …');
    await socket.request('typing', { conversationId: id, typing: false });
    await expect.poll(() => row.textContent()).toContain('Draft: half a thought');

    await row.click();
    await composer(page).fill('refused');
    await composer(page).press('Enter');
    await page.getByText('Not sent.').waitFor();
    await row.getByRole('img', { name: '1 message was not sent' }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => row.getByRole('img', { name: /not sent/ }).count()).toBe(0);
  });

  it('given a group of 25, its details show twenty and say how many more there are', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const others = await site.people(...Array.from({ length: 24 }, (_, index) => `member${index}`));
    const { id } = await site.conversation(alice, others, 'Everyone');
    const { page } = await signIn(site, alice, { viewport: sizes.phone, hasTouch: true });
    await page.goto(`${site.runtime.url}/c/${id}/details`);
    await page.getByText('25 members').waitFor();
    await page.getByText('and 5 more').waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(20);
  });
});

describe('a search in the list', () => {
  it('given 120 chats, finds the oldest of them, and people without a chat', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const [bob, zoe] = await site.people('bob', 'zoe');
    if (bob === undefined || zoe === undefined) throw new Error('no one came');
    const oldest = await site.conversation(alice, [bob], 'Zebra crossing');
    for (let index = 0; index < 119; index += 1) await site.conversation(alice, [bob], `Chat ${index}`);
    const { page } = await signIn(site, alice);
    await rows(page).first().waitFor();
    const search = page.getByRole('textbox', { name: 'Search chats, people, messages' });
    await search.fill('z');
    await rows(page).filter({ hasText: 'Zebra crossing' }).waitFor();
    await page.getByRole('button', { name: new RegExp(zoe.user.name) }).waitFor();
    await expect.poll(() => page.getByText('Looking through older chats').count()).toBe(0);
    expect.soft(await axe(page)).toEqual([]);
    await search.press('Enter');
    await page.waitForURL(`**/c/${oldest.id}`);
    await search.fill('zoe');
    await page.getByText('No chat matches.').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText(`This is the beginning of your chat with ${zoe.user.name}`).waitFor();
    await search.waitFor();
    await expect.poll(() => search.inputValue()).toBe('');
  });

  it('given a page of the list that cannot be loaded, says that the search is not complete', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const bob = await site.person('bob');
    await site.conversation(alice, [bob], 'Zebra crossing');
    for (let index = 0; index < 60; index += 1) await site.conversation(alice, [bob], `Chat ${index}`);
    const { page } = await signIn(site, alice, { viewport: sizes.phone, expects: [/500/] });
    await rows(page).first().waitFor();
    await page.route('**/v1/conversations?*cursor*', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.getByRole('textbox', { name: 'Search chats, people, messages' }).fill('zebra');
    await page.getByText('Not all of your chats could be searched.').waitFor({ timeout: 60_000 });
    await page.unroute('**/v1/conversations?*cursor*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).filter({ hasText: 'Zebra crossing' }).waitFor();
  });
});
