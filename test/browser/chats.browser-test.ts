import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, device, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const rows = (page: Page) => page.getByRole('navigation', { name: 'Chats' }).getByRole('link');
const names = async (page: Page) =>
  (await rows(page).allInnerTexts()).map((text) => /Trip|bob|carol|dave/.exec(text)?.[0]);

async function say(site: TestBackend, from: Person, conversationId: string, text: string): Promise<void> {
  const { status } = await site.call('POST', `/v1/conversations/${conversationId}/messages`, {
    token: from.token,
    body: { text },
  });
  expect(status).toBe(201);
}

describe('the list of chats', () => {
  it('shows the newest activity first, and how much is unread, as it happens', async () => {
    const site = await startSite();
    const [alice, bob, carol] = await site.people('alice', 'bob', 'carol');
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('no one came');
    const withBob = await site.conversation(alice, [bob]);
    const withCarol = await site.conversation(alice, [carol]);
    await say(site, bob, withBob.id, 'first');
    await say(site, carol, withCarol.id, 'second');
    const { page } = await signIn(site, alice);
    await expect.poll(() => names(page)).toEqual(['carol', 'bob']);
    await say(site, bob, withBob.id, 'third');
    await expect.poll(() => names(page)).toEqual(['bob', 'carol']);
    await expect.poll(() => rows(page).first().innerText()).toContain('third');
    await page.getByRole('img', { name: '2 unread messages' }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
  });

  it('begins with something to do, and finds a chat by a part of its name without accents', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice', { viewport: sizes.phone, hasTouch: true });
    const { page } = alice;
    await page.getByText('No chats yet').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    const bob = await site.person('bob');
    await site.conversation(alice, [bob], 'Reise nach Zürich');
    await site.conversation(alice, [bob], 'Lunch');
    await rows(page).nth(1).waitFor();
    const search = page.getByRole('textbox', { name: 'Search chats, people, messages' });
    await search.fill('zuri');
    await expect.poll(() => rows(page).count()).toBe(1);
    await search.fill('nothing like it');
    await page.getByText('No chat and no person matches').waitFor();
    await search.press('Escape');
    await expect.poll(() => rows(page).count()).toBe(2);
  });

  it('keeps few of 200 chats in the page, and the keyboard reaches the last one', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const bob = await site.person('bob');
    for (let index = 0; index < 200; index += 1)
      await site.conversation(alice, [bob], `Group ${String(index).padStart(3, '0')}`);
    const { page } = await signIn(site, alice);
    await rows(page).first().focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    for (const last of ['150', '100', '050', '000']) {
      await page.keyboard.press('End');
      await expect.poll(focused, { timeout: 10_000 }).toContain(`Group ${last}`);
      // the next page is there before End is pressed again
      if (last !== '000')
        await expect
          .poll(() => page.getByRole('listitem').last().getAttribute('aria-posinset'))
          .not.toBe(String(200 - Number(last)));
    }
    expect(await rows(page).count()).toBeLessThan(40);
    await page.keyboard.press('Home');
    await expect.poll(focused).toContain('Group 199');
  });
});

describe('a server that fails', () => {
  const expects = [/Failed to load resource/, /unexpected_reply|status 500/];

  it('is tried again for the list and for people, and what was typed stays', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const bob = await site.person('bob');
    await site.conversation(alice, [bob]);
    const { context, page } = await device({ expects });
    const fail = (pattern: string) =>
      context.route(pattern, (route) => route.fulfill({ status: 500, body: '<html>no</html>' }));
    await fail('**/v1/conversations?**');
    await page.goto(`${site.runtime.url}/sign-in`);
    await page.locator('input[name=username]').fill(alice.user.username);
    await page.locator('input[name=password]').fill(alice.password);
    await page.locator('button[type=submit]').click();
    await page.getByText('Your chats could not be loaded.').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await context.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => names(page)).toEqual(['bob']);

    await fail('**/v1/users?**');
    await page.getByRole('button', { name: 'New chat' }).click();
    const search = page.getByRole('combobox', { name: 'Name or username' });
    await search.fill(bob.user.username);
    await page.getByRole('alert').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await context.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('option', { name: bob.user.username }).waitFor();
    expect(await search.inputValue()).toBe(bob.user.username);
  });
});

describe('finding people', () => {
  it('begins a chat by the keyboard alone', async () => {
    const site = await startSite();
    const bob = await site.person('bob');
    const { page } = await person(site, 'alice');
    await page.getByRole('button', { name: 'New chat' }).click();
    await page.getByRole('combobox', { name: 'Name or username' }).waitFor();
    await page.keyboard.type(bob.user.username);
    await page.getByRole('option', { name: bob.user.username }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/c\//);
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => names(page)).toEqual(['bob']);
  });

  it('makes a group of three, whose details lead to each of them', async () => {
    const site = await startSite();
    const [bob, carol] = await site.people('bob', 'carol');
    if (bob === undefined || carol === undefined) throw new Error('no one came');
    const { page } = await person(site, 'alice');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'New group' }).click();
    await page.getByRole('button', { name: 'Create group' }).click();
    await page.getByText('Give the group a name.').waitFor();
    await page.keyboard.type('Trip');
    await page.keyboard.press('Enter');
    for (const { user } of [bob, carol]) {
      await page.keyboard.type(user.username);
      await page.getByRole('option', { name: user.username }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: `Remove ${user.name}` }).waitFor();
    }
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create group' }).click();
    await page.waitForURL(/\/c\//);
    await page.getByRole('button', { name: /^Details/ }).click();
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByText('3 members').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await details.getByRole('button', { name: /^carol/ }).click();
    await expect.poll(() => names(page)).toEqual(['carol', 'Trip']);
  });

  it('jumps to the chat that fits best', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const [bob, carol] = await site.people('bob', 'carol');
    if (bob === undefined || carol === undefined) throw new Error('no one came');
    await site.conversation(alice, [carol]);
    await site.conversation(alice, [bob], 'Trip to the Caro valley');
    const { page } = await signIn(site, alice);
    await rows(page).nth(1).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search chats and people' }).waitFor();
    await page.keyboard.type('caro');
    await page.getByRole('option', { name: /Trip/, selected: false }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/c\//);
    await page.getByRole('heading', { name: 'carol' }).waitFor();
  });
});
