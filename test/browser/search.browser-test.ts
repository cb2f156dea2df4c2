import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Person } from '../support/backend/api.ts';
import { fillLog } from '../support/backend/fill-log.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Search chats, people, messages' });
const found = (page: Page) => page.getByRole('region', { name: 'Messages' }).getByRole('listitem');
const marks = (page: Page) => found(page).locator('mark').allInnerTexts();
const log = (page: Page) => page.getByRole('log');

async function say(site: TestBackend, from: Person, conversationId: string, text: string): Promise<void> {
  const { status } = await site.call('POST', `/v1/conversations/${conversationId}/messages`, {
    token: from.token,
    body: { text },
  });
  expect(status).toBe(201);
}

/** Whether the message with this text is in sight. */
const isInSight = (page: Page, text: string) =>
  log(page)
    .getByText(text, { exact: true })
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const list = element.closest('[role=log]')?.getBoundingClientRect();
      return list !== undefined && top >= list.top && bottom <= list.bottom;
    });

const day = 86_400_000;

/** A group with a message for each of 200 days, `needle` in each 40th, and a direct conversation of the two. */
async function chats(site: TestBackend, alice: Person) {
  const bob = await site.person('bob');
  const group = await site.conversation(alice, [bob], 'Harbour walk');
  const direct = await site.conversation(alice, [bob]);
  const first = Date.now() - 200 * day;
  await fillLog(
    site.runtime.app,
    group.id,
    Array.from({ length: 200 }, (_, index) => ({
      senderId: index % 2 === 0 ? alice.user.id : bob.user.id,
      text: index % 40 === 5 ? `The needle of day ${index}` : `What happened on day ${index}`,
      createdAt: first + index * day,
    })),
  );
  await say(site, bob, direct.id, 'Do you have a Nädle and thread?');
  await say(site, alice, direct.id, 'A needle, yes: https://example.org/needle');
  return { bob, group, direct };
}

describe('the search in the list', () => {
  it('finds chats, people and messages, marks the words and leads to the message', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const { group } = await chats(site, alice);
    const { page } = await signIn(site, alice);
    await field(page).fill('needle');
    await expect.poll(() => found(page).count()).toBe(6);
    expect(await marks(page)).toEqual(['needle', 'needle', 'needle', 'needle', 'needle', 'needle', 'needle']);
    await expect.poll(() => found(page).nth(1).innerText()).toMatch(/Harbour walk[^]*The needle of day 165/);
    expect.soft(await axe(page)).toEqual([]);

    // by the keyboard, to the oldest
    await field(page).press('ArrowDown');
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/c/${group.id}`);
    await expect.poll(() => isInSight(page, 'The needle of day 5')).toBe(true);
    // the results stay beside it
    expect(await found(page).count()).toBe(6);
    await field(page).fill('nothing has this');
    await page.getByText('No message has these words.').waitFor();
    await field(page).press('Escape');
    await expect.poll(() => found(page).count()).toBe(0);
  });

  it('narrows by filters that are typed, and offers what they may be about', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    const { bob } = await chats(site, alice);
    const { page } = await signIn(site, alice);
    await field(page).fill('needle');
    await page.getByRole('button', { name: 'from:' }).click();
    await page.getByRole('button', { name: `@${bob.user.username}` }).click();
    await expect.poll(() => field(page).inputValue()).toBe(`needle from:${bob.user.username} `);
    await expect.poll(() => found(page).count()).toBe(5);
    expect.soft(await axe(page)).toEqual([]);

    await field(page).pressSequentially('in:har');
    await page
      .getByRole('list', { name: 'Suggestions' })
      .getByRole('button', { name: 'Harbour walk' })
      .click();
    await expect
      .poll(() => field(page).inputValue())
      .toBe(`needle from:${bob.user.username} in:"Harbour walk" `);
    await expect.poll(() => found(page).count()).toBe(5);

    await field(page).fill('needle before:yesterday after:2001-01-01 von:ich');
    await expect.poll(() => found(page).count()).toBe(0);
    await field(page).fill('needle after:yesterday from:me');
    await expect.poll(() => found(page).count()).toBe(1);
    await field(page).fill('needle after:tomorrowish ');
    await page.getByText('“tomorrowish” is no day.').waitFor();
    await field(page).fill('needle in:"Nowhere at all" ');
    await page.getByText('You have no chat called “Nowhere at all”.').waitFor();
    await field(page).fill('from:me ');
    await page.getByText('Type the words that you look for.').waitFor();
  });

  it('on a phone in German leads to a message, and Back to the results', async () => {
    const site = await startSite();
    const alice = await site.person('alice');
    await chats(site, alice);
    const { page } = await signIn(site, alice, {
      viewport: sizes.phone,
      hasTouch: true,
      locale: 'de-DE',
      colorScheme: 'dark',
    });
    await page.getByRole('textbox', { name: 'Chats, Leute, Nachrichten suchen' }).fill('needle');
    const results = page.getByRole('region', { name: 'Nachrichten' }).getByRole('listitem');
    await expect.poll(() => results.count()).toBe(6);
    expect.soft(await axe(page)).toEqual([]);
    await results.nth(2).getByRole('button').click();
    await expect.poll(() => isInSight(page, 'The needle of day 125')).toBe(true);
    await page.goBack();
    await expect.poll(() => results.count()).toBe(6);
  });
});

describe('the search in a chat', () => {
  it('goes from hit to hit by the keyboard, and to a day', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const { group } = await chats(site, alice);
    const { page } = alice;
    const read = { token: alice.token, body: {} };
    expect((await site.call('POST', `/v1/conversations/${group.id}/read`, read)).status).toBe(200);
    await page.goto(`${site.runtime.url}/c/${group.id}`);
    await log(page).getByText('What happened on day 199').waitFor();
    await page.keyboard.press('Control+f');
    const input = page.getByRole('textbox', { name: 'Search in this chat' });
    await input.fill('needle');
    await page.getByText('1 of 5').waitFor();
    await expect.poll(() => isInSight(page, 'The needle of day 165')).toBe(true);
    await input.press('ArrowUp');
    await page.getByText('2 of 5').waitFor();
    await expect.poll(() => isInSight(page, 'The needle of day 125')).toBe(true);
    expect(await page.evaluate(() => CSS.highlights.get('found')?.size)).toBeGreaterThan(0);
    expect.soft(await axe(page)).toEqual([]);
    for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: 'Older result' }).click();
    await page.getByText('5 of 5').waitFor();
    await expect.poll(() => isInSight(page, 'The needle of day 5')).toBe(true);
    expect(await page.getByRole('button', { name: 'Older result' }).isDisabled()).toBe(true);
    await input.fill('nowhere');
    await page.getByText('No message has these words.').waitFor();

    const wanted = new Date(Date.now() - 60 * day);
    const local = new Date(wanted.getTime() - wanted.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    await page.getByLabel('Day', { exact: true }).fill(local);
    await expect.poll(() => isInSight(page, 'What happened on day 140')).toBe(true);
    await input.press('Escape');
    await expect.poll(() => input.count()).toBe(0);
    expect(await page.evaluate(() => CSS.highlights.has('found'))).toBe(false);
  });
});
