import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Person } from '../support/backend/api.ts';
import { temporaryFolder, type TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite, type SignedIn } from '../support/browser/pages.ts';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const log = (page: Page) => page.getByRole('log');
/** The texts in the open conversation. */
const texts = (page: Page) => log(page).locator('article p > span:first-child').allInnerTexts();
/** What became of the newest message. */
const status = (page: Page) =>
  log(page).getByRole('article').last().getByRole('img').getAttribute('aria-label');

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

async function open(site: TestBackend, { page }: SignedIn, conversationId: string): Promise<void> {
  await page.goto(`${site.runtime.url}/c/${conversationId}`);
  await composer(page).waitFor();
}

async function say(site: TestBackend, from: Person, conversationId: string, text: string): Promise<void> {
  const { status: code } = await site.call('POST', `/v1/conversations/${conversationId}/messages`, {
    token: from.token,
    body: { text },
  });
  expect(code).toBe(201);
}

/** Two people, each with the conversation open. */
async function talking(site: TestBackend, options?: Parameters<typeof person>[2]) {
  const [alice, bob] = [await person(site, 'alice', options), await person(site, 'bob', options)];
  const { id } = await site.conversation(alice, [bob]);
  await open(site, alice, id);
  await open(site, bob, id);
  return { alice, bob, id };
}

describe('a conversation', () => {
  it('given two people who look at it, shows messages, typing and read marks as they happen', async () => {
    const site = await startSite();
    const { alice, bob } = await talking(site);
    await write(alice.page, 'Hello Bob');
    await expect.poll(() => texts(bob.page)).toEqual(['Hello Bob']);
    await bob.page.bringToFront();
    await expect.poll(() => status(alice.page)).toBe('Read');
    await composer(bob.page).pressSequentially('Hi');
    await alice.page.getByText(`${bob.user.name} is typing`).waitFor();
    await composer(bob.page).press('Enter');
    await expect.poll(() => texts(alice.page)).toEqual(['Hello Bob', 'Hi']);
    await expect.poll(() => alice.page.getByText('is typing').count()).toBe(0);
    expect.soft(await axe(alice.page)).toEqual([]);
  });

  it('given three people, is a group in which each sees who wrote what', async () => {
    const site = await startSite();
    const [alice, bob, carol] = [
      await person(site, 'alice'),
      await person(site, 'bob', { colorScheme: 'dark' }),
      await person(site, 'carol', { viewport: sizes.phone, hasTouch: true }),
    ];
    const { id } = await site.conversation(alice, [bob, carol], 'Trip');
    for (const one of [alice, bob, carol]) await open(site, one, id);
    await write(alice.page, 'Who is in?');
    await expect.poll(() => texts(bob.page)).toEqual(['Who is in?']);
    await log(bob.page).getByText(alice.user.name, { exact: true }).waitFor();
    await write(bob.page, 'Me');
    await log(carol.page).getByText('Me', { exact: true }).waitFor();
    await log(carol.page).getByText(bob.user.name).first().waitFor();
    for (const { page } of [bob, carol]) expect.soft(await axe(page)).toEqual([]);
  });

  it('given a connection that is lost, keeps what is written and sends it once', async () => {
    const site = await startSite();
    const { alice, bob } = await talking(site, { expects: [/ERR_INTERNET_DISCONNECTED|Failed to load/] });
    await alice.context.setOffline(true);
    await alice.page.getByText('Offline. What you write is sent later.').first().waitFor();
    await write(alice.page, 'from a tunnel');
    await expect.poll(() => status(alice.page)).toBe('Waiting to be sent');
    await alice.context.setOffline(false);
    await expect.poll(() => texts(bob.page)).toEqual(['from a tunnel']);
    await expect.poll(() => texts(alice.page)).toEqual(['from a tunnel']);
    await expect.poll(() => status(alice.page)).not.toBe('Waiting to be sent');
  });

  it('given a server that is killed and started again, goes on without a reload', async () => {
    const dataDir = await temporaryFolder();
    const site = await startSite({ dataDir });
    const expects = [/ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load/];
    const { alice, bob } = await talking(site, { expects });
    await write(alice.page, 'before');
    await expect.poll(() => texts(bob.page)).toEqual(['before']);
    await site.stop();
    await write(alice.page, 'meanwhile');
    await expect.poll(() => status(alice.page)).toBe('Waiting to be sent');
    await startSite({ dataDir, env: { PORT: String(site.runtime.port) } });
    await expect.poll(() => texts(bob.page), { timeout: 60_000 }).toEqual(['before', 'meanwhile']);
    await expect.poll(() => texts(alice.page)).toEqual(['before', 'meanwhile']);
  });

  it('given a reload in the middle, keeps the draft and the messages', async () => {
    const site = await startSite();
    const { alice } = await talking(site);
    await write(alice.page, 'one');
    await composer(alice.page).fill('half a sen');
    await alice.page.reload();
    await expect.poll(() => texts(alice.page)).toEqual(['one']);
    await expect.poll(() => composer(alice.page).inputValue()).toBe('half a sen');
  });

  it('given unread messages, opens at the first, and one click leads to the newest', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { id } = await site.conversation(alice, [bob]);
    await say(site, alice, id, 'the last one read');
    for (let n = 1; n <= 80; n += 1) await say(site, bob, id, `unread ${n}`);
    await open(site, alice, id);
    const divider = alice.page.getByRole('separator', { name: 'New messages' });
    await divider.waitFor();
    await expect.poll(() => divider.isVisible()).toBe(true);
    await log(alice.page).getByText('unread 1', { exact: true }).waitFor();
    await alice.page.getByRole('button', { name: /new messages|To the newest/ }).click();
    await log(alice.page).getByText('unread 80', { exact: true }).waitFor();
    await expect.poll(() => alice.page.title()).toBe('ChatFlow');
    await expect.poll(() => alice.page.getByRole('button', { name: /To the newest/ }).count()).toBe(0);
  });

  it('given older messages, loads them as they are approached, each once and in order', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { id } = await site.conversation(alice, [bob]);
    for (let n = 1; n <= 120; n += 1) await say(site, n % 2 ? bob : alice, id, `line ${n}`);
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 120 } });
    await open(site, alice, id);
    await log(alice.page).getByText('line 120', { exact: true }).waitFor();
    await log(alice.page).focus();
    await expect
      .poll(async () => {
        await alice.page.keyboard.press('PageUp');
        return alice.page.getByText('line 1', { exact: true }).count();
      })
      .toBe(1);
    // every line between the first and the last on screen is there, once and in order
    const shown = (await texts(alice.page)).map((text) => Number(text.replace('line ', '')));
    expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
  });

  it('given hostile and enormous texts, shows them as text within the page', async () => {
    const site = await startSite();
    const { alice, bob } = await talking(site, { viewport: sizes.phone });
    const hostile = '<img src=x onerror="document.title=1"> **b** javascript:alert(1) \u202Eevil';
    await write(alice.page, hostile);
    await bob.page.getByText('<img src=x onerror=', { exact: false }).first().waitFor();
    expect(await log(bob.page).locator('img').count()).toBe(0);
    expect(await log(bob.page).locator('a').count()).toBe(0);
    await write(alice.page, 'x'.repeat(8_000));
    await expect.poll(async () => (await texts(bob.page)).at(-1)?.length).toBe(8_000);
    const overflow = () => bob.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    const tooLong = 'y'.repeat(8_001);
    await composer(alice.page).fill(tooLong);
    await alice.page.getByText('1 character too many').waitFor();
    await composer(alice.page).press('Control+Enter');
    expect(await composer(alice.page).inputValue()).toBe(tooLong);
    expect(await alice.page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
  });

  it.for([
    ['an error', { status: 500, body: '{}' }],
    ['a page', { status: 200, contentType: 'text/html', body: '<h1>Welcome to the hotel</h1>' }],
  ] as const)('given a server that answers with %s, says so calmly and recovers', async ([, answer]) => {
    const site = await startSite();
    const alice = await person(site, 'alice', { expects: [/./] });
    const bob = await site.person('bob');
    const { id } = await site.conversation(alice, [bob]);
    await say(site, bob, id, 'still here');
    await alice.page.route('**/messages?*', (route) => route.fulfill(answer));
    await alice.page.goto(`${site.runtime.url}/c/${id}`);
    await alice.page.getByText('The messages could not be loaded.').waitFor({ timeout: 60_000 });
    expect.soft(await axe(alice.page)).toEqual([]);
    await alice.page.unroute('**/messages?*');
    await alice.page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => texts(alice.page)).toEqual(['still here']);
  });

  it('given two tabs of one user, shows in both what is written in one', async () => {
    const site = await startSite();
    const { alice, bob, id } = await talking(site);
    const second = await alice.tab();
    await second.goto(`${site.runtime.url}/c/${id}`);
    await composer(second).waitFor();
    await write(alice.page, 'from the first tab');
    await write(second, 'from the second tab');
    for (const page of [alice.page, second, bob.page])
      await expect.poll(() => texts(page)).toEqual(['from the first tab', 'from the second tab']);
  });

  it('given keys alone, moves between chats, back and to the list of shortcuts', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const [bob, carol] = await site.people('bob', 'carol');
    if (bob === undefined || carol === undefined) throw new Error('no one came');
    const older = await site.conversation(alice, [bob], 'Older');
    const newer = await site.conversation(alice, [carol], 'Newer');
    await say(site, carol, newer.id, 'hello');
    await open(site, alice, newer.id);
    await alice.page.getByRole('link', { name: /Older/ }).waitFor();
    await alice.page.keyboard.press('Alt+ArrowDown');
    await alice.page.waitForURL(`**/c/${older.id}`);
    await alice.page.keyboard.press('Alt+ArrowUp');
    await alice.page.waitForURL(`**/c/${newer.id}`);
    await alice.page.keyboard.press('Control+/');
    await alice.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await alice.page.keyboard.press('Escape');
    await alice.page.waitForURL(`**/c/${newer.id}`);
    await alice.page.keyboard.press('Escape');
    await alice.page.waitForURL((url) => url.pathname === '/');
  });

  it('given a chat that does not exist, leads back to the others', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice', { viewport: sizes.phone, expects: [/404/] });
    await alice.page.goto(`${site.runtime.url}/c/cnv_nothing-like-it`);
    await alice.page.getByText('This chat does not exist').waitFor();
    await alice.page.getByRole('button', { name: 'All chats' }).last().click();
    await alice.page.waitForURL((url) => url.pathname === '/');
  });
});
