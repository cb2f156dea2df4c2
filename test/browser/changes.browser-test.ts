import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const line = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text });
const menu = (page: Page) => page.getByRole('menu', { name: 'What you can do with this message' });
const choose = (page: Page, name: string) => menu(page).getByRole('menuitem', { name }).click();
/** What has the focus. */
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName);

async function say(site: TestBackend, from: Person, conversationId: string, text: string): Promise<number> {
  const { status, body } = await site.call<Message>('POST', `/v1/conversations/${conversationId}/messages`, {
    token: from.token,
    body: { text },
  });
  expect(status).toBe(201);
  return body.seq;
}

const react = (site: TestBackend, by: Person, conversationId: string, seq: number, emoji: string) =>
  site.call(
    'PUT',
    `/v1/conversations/${conversationId}/messages/${seq}/reactions/${encodeURIComponent(emoji)}`,
    {
      token: by.token,
    },
  );

/** A finger that rests on the middle of something. */
async function longPress(page: Page, target: ReturnType<typeof line>): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('it is not on screen');
  const touch = await page.context().newCDPSession(page);
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await page.getByRole('dialog').waitFor();
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await touch.detach();
}

describe('a message', () => {
  it('given two people who look at it, is edited, reacted to and deleted for both', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await person(site, 'bob', { colorScheme: 'dark' })];
    const { id } = await site.conversation(alice, [bob]);
    for (const { page } of [alice, bob]) {
      await page.goto(`${site.runtime.url}/c/${id}`);
      await composer(page).waitFor();
    }
    await composer(alice.page).fill('Helo Bob');
    await composer(alice.page).press('Enter');
    await line(bob.page, 'Helo Bob').waitFor();

    // the last own message, by the arrow up
    await composer(alice.page).press('ArrowUp');
    const edit = alice.page.getByRole('textbox', { name: 'Edit message' });
    await expect.poll(() => edit.inputValue()).toBe('Helo Bob');
    expect.soft(await axe(alice.page)).toEqual([]);
    await edit.press('Escape');
    await composer(alice.page).fill('a draft');
    await line(alice.page, 'Helo Bob').click({ button: 'right' });
    expect.soft(await axe(alice.page)).toEqual([]);
    await choose(alice.page, 'Edit');
    await edit.fill('Hello Bob');
    await edit.press('Enter');
    await expect.poll(() => composer(alice.page).inputValue()).toBe('a draft');
    await line(bob.page, 'Hello Bob').getByRole('button', { name: 'show earlier versions' }).click();
    const versions = bob.page.getByRole('dialog', { name: 'Earlier versions' });
    await versions.getByText('Helo Bob', { exact: true }).waitFor();
    expect.soft(await axe(bob.page)).toEqual([]);
    await bob.page.keyboard.press('Escape');

    // Bob reacts by the toolbar, Alice by the chip
    await line(bob.page, 'Hello Bob').hover();
    await bob.page.getByRole('button', { name: 'React', exact: true }).click();
    await bob.page.getByRole('button', { name: 'React with ❤️' }).click();
    const chip = (page: Page) => line(page, 'Hello Bob').getByRole('button', { name: /❤️/ });
    await expect.poll(() => chip(bob.page).getAttribute('aria-pressed')).toBe('true');
    await chip(alice.page).click();
    for (const { page } of [alice, bob]) {
      await expect
        .poll(() => chip(page).getAttribute('aria-label'))
        .toMatch(/^❤️ 2 reactions: You and (alice|bob)/);
    }
    await line(alice.page, 'Hello Bob').click({ button: 'right' });
    await choose(alice.page, 'Who reacted');
    const who = alice.page.getByRole('dialog', { name: 'Reactions' });
    await who.getByText(bob.user.name).first().waitFor();
    expect.soft(await axe(alice.page)).toEqual([]);
    await alice.page.keyboard.press('Escape');
    await chip(alice.page).click();
    await expect.poll(() => chip(bob.page).getAttribute('aria-label')).toBe('❤️ 1 reaction: You');

    // gone for both
    await line(alice.page, 'Hello Bob').click({ button: 'right' });
    await choose(alice.page, 'Delete');
    await alice.page.getByText(`It is deleted for you and for ${bob.user.name}.`).waitFor();
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    for (const { page } of [alice, bob]) {
      await line(page, 'Message deleted').waitFor();
      expect(await log(page).getByText('Hello Bob').count()).toBe(0);
      await page.getByRole('link').getByText('Message deleted').waitFor();
      expect.soft(await axe(page)).toEqual([]);
    }
    await line(alice.page, 'Message deleted').click({ button: 'right' });
    expect(await menu(alice.page).count()).toBe(0);
  });

  it('on a German phone in the dark, opens a sheet by a long press', async () => {
    const site = await startSite();
    const phone = { viewport: sizes.phone, hasTouch: true, isMobile: true, colorScheme: 'dark' } as const;
    const [alice, bob] = [
      await person(site, 'alice', { ...phone, locale: 'de-DE' }),
      await site.person('bob'),
    ];
    const { page } = alice;
    const { id } = await site.conversation(alice, [bob]);
    await say(site, bob, id, 'Mittag?');
    const seq = await say(site, alice, id, 'Gern');
    await page.goto(`${site.runtime.url}/c/${id}`);
    const bubble = (text: string) => line(page, text).locator('[data-bubble]');
    await bubble('Mittag?').waitFor();
    await longPress(page, bubble('Mittag?'));
    const sheet = page.getByRole('dialog', { name: 'Was du mit dieser Nachricht tun kannst' });
    await sheet.getByRole('button', { name: 'Text kopieren' }).waitFor();
    expect(await sheet.getByRole('button', { name: 'Bearbeiten' }).count()).toBe(0);
    expect.soft(await axe(page)).toEqual([]);
    for (const button of await sheet.getByRole('button').all()) {
      const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
    await sheet.getByRole('button', { name: 'Mit 👍 reagieren' }).tap();
    const chip = line(page, 'Mittag?').getByRole('button', { name: '👍 1 Reaktion: Du' });
    await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('true');
    const { height = 0 } = (await chip.boundingBox()) ?? {};
    expect(height).toBeGreaterThanOrEqual(44);
    expect.soft(await axe(page)).toEqual([]);
    await chip.tap();
    await expect.poll(() => chip.count()).toBe(0);

    await longPress(page, bubble('Gern'));
    await sheet.getByRole('button', { name: 'Bearbeiten' }).tap();
    const edit = page.getByRole('textbox', { name: 'Nachricht bearbeiten' });
    await edit.fill('Sehr gern');
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Speichern' }).tap();
    await line(page, 'Sehr gern').getByText('bearbeitet').waitFor();

    // what is edited may be deleted elsewhere
    await longPress(page, bubble('Sehr gern'));
    await sheet.getByRole('button', { name: 'Bearbeiten' }).tap();
    await edit.fill('Sehr, sehr gern');
    await site.call('DELETE', `/v1/conversations/${id}/messages/${seq}`, { token: alice.token });
    await page.getByText('Die Nachricht, die du bearbeitet hast, wurde gelöscht.').waitFor();
    await line(page, 'Nachricht gelöscht').waitFor();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Nachricht' }).inputValue())
      .toBe('Sehr, sehr gern');
  });

  it('given the keyboard alone, is reached by the arrows, and its menu by Enter', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice', { viewport: sizes.tablet }), await site.person('bob')];
    const { page } = alice;
    const { id } = await site.conversation(alice, [bob], 'Trip');
    await say(site, alice, id, 'one');
    await say(site, bob, id, 'two');
    await page.goto(`${site.runtime.url}/c/${id}`);
    await line(page, 'two').waitFor();
    await log(page).focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => focused(page)).toMatch(new RegExp(`^${bob.user.name}, .*: two$`));
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => focused(page)).toMatch(/^You, .*: one$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await menu(page).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page)).toBe('React with ❤️');
    await page.keyboard.press('Enter');
    const chip = line(page, 'two').getByRole('button', { name: /❤️/ });
    await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => focused(page)).toMatch(/: two$/);
    // the admin of the group deletes what another member wrote
    await page.keyboard.press('Shift+F10');
    await menu(page).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByText(`The message of ${bob.user.name} is deleted for all members`).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Delete');
    await page.keyboard.press('Enter');
    await line(page, 'Message deleted').waitFor();
    await expect.poll(() => focused(page)).toMatch(/: Message deleted$/);
    expect.soft(await axe(page)).toEqual([]);
  });

  it('given a server that refuses, is as before, and says why', async () => {
    const site = await startSite();
    const expects = [/ERR_INTERNET_DISCONNECTED|Failed to load/];
    const [alice, bob] = [await person(site, 'alice', { expects }), await site.person('bob')];
    const { page, context } = alice;
    const { id } = await site.conversation(alice, [bob]);
    await say(site, alice, id, 'one');
    await page.goto(`${site.runtime.url}/c/${id}`);
    await line(page, 'one').waitFor();
    // what may be needed comes once the page is at rest
    await page.waitForLoadState('networkidle');
    await context.setOffline(true);
    await page.getByText('Offline. What you write is sent later.').first().waitFor();
    await line(page, 'one').click({ button: 'right' });
    await menu(page).getByRole('menuitemcheckbox', { name: 'React with 👍' }).click();
    await page.getByText('You are offline.').first().waitFor();
    await expect.poll(() => line(page, 'one').getByRole('button', { name: /👍/ }).count()).toBe(0);
    // the toast goes by itself
    await expect.poll(() => page.getByText('You are offline.').count(), { timeout: 10_000 }).toBe(0);
    await line(page, 'one').click({ button: 'right' });
    await menu(page).getByRole('menuitem', { name: 'Save', exact: true }).click();
    await page.getByText('You are offline.').first().waitFor();
    await line(page, 'one').click({ button: 'right' });
    await menu(page).getByRole('menuitem', { name: 'Delete' }).click();
    const deletion = page.getByRole('dialog', { name: 'Delete this message?' });
    await deletion.getByRole('button', { name: 'Delete', exact: true }).click();
    await deletion.getByRole('alert').getByText('You are offline.').waitFor();
    await deletion.getByRole('button', { name: 'Cancel' }).click();
    await composer(page).press('ArrowUp');
    const edit = page.getByRole('textbox', { name: 'Edit message' });
    await edit.fill('two');
    await edit.press('Enter');
    await page.getByRole('alert').getByText('You are offline.').waitFor();
    expect(await edit.inputValue()).toBe('two');
    await context.setOffline(false);
    await expect.poll(() => page.getByText('Offline. What you write').count()).toBe(0);
    await edit.press('Enter');
    await line(page, 'two').waitFor();
  });

  it('given reactions to messages above the screen, moves no line that is in sight', async () => {
    const site = await startSite();
    const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
    const { page } = alice;
    const { id } = await site.conversation(alice, [bob]);
    for (let n = 1; n <= 60; n += 1) await say(site, n % 3 ? bob : alice, id, `line ${n}`);
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: { seq: 60 } });
    await page.goto(`${site.runtime.url}/c/${id}`);
    await line(page, 'line 60').waitFor();
    await log(page).hover();
    await page.mouse.wheel(0, -300);
    await page.getByRole('button', { name: 'To the newest message' }).waitFor();
    const place = () =>
      log(page).evaluate((list) => {
        const { top } = list.getBoundingClientRect();
        const lines = [...list.querySelectorAll('article')];
        const first = lines.findIndex((one) => one.getBoundingClientRect().top > top);
        const at = (index: number) => lines[index]?.getBoundingClientRect().top;
        const above = lines[first - 3]?.querySelector('p > span')?.textContent;
        return {
          above,
          text: lines[first + 1]?.textContent,
          at: at(first + 1),
        };
      });
    const before = await place();
    const seq = Number(/line (\d+)/.exec(before.above ?? '')?.[1]);
    await react(site, bob, id, seq, '🎉');
    await log(page).getByRole('button', { name: /🎉/ }).waitFor({ state: 'attached' });
    const after = await log(page).evaluate((list, text) => {
      const found = [...list.querySelectorAll('article')].find((one) => one.textContent === text);
      return found?.getBoundingClientRect().top;
    }, before.text);
    expect(Math.abs((after ?? Infinity) - (before.at ?? 0))).toBeLessThanOrEqual(1);
  });
});
