import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SentReply } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');
const line = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text });

async function say(site: TestBackend, by: Person, id: string, text: string): Promise<number> {
  const path = `/v1/conversations/${id}/messages`;
  return (await site.call<SentReply>('POST', path, { token: by.token, body: { text } })).body.seq;
}

it('given messages saved by menu and key, lists them on all devices, leads to their places, and lets go of them', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob], 'Team');
  await say(site, bob, id, 'The code of the door');
  for (let n = 1; n <= 60; n += 1) await say(site, bob, id, `Line ${n}\nof two`);
  await say(site, ann, id, 'See you at noon');
  await site.call('POST', `/v1/conversations/${id}/read`, { token: ann.token });

  const { page } = ann;
  await page.goto(`${site.runtime.url}/saved`);
  await page.getByText('No saved messages yet').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.goto(`${site.runtime.url}/c/${id}`);
  await log(page).getByText('Line 60').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Save', exact: true }).click();
  await page.getByText('Saved, for you alone').waitFor();
  await line(page, 'Line 60').getByRole('img', { name: 'saved' }).waitFor();
  // by the keyboard: the last message, and S
  await line(page, 'See you at noon').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await line(page, 'See you at noon').getByRole('button', { name: 'More' }).waitFor();
  await page.keyboard.press('s');
  await line(page, 'See you at noon').getByRole('img', { name: 'saved' }).waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await site.call('PUT', `/v1/conversations/${id}/messages/1/star`, { token: ann.token });

  await page.getByRole('button', { name: /^Menu/ }).click();
  await page.getByRole('menuitem', { name: 'Saved messages' }).click();
  const screen = page.getByRole('region', { name: 'Saved messages' });
  await screen.getByText('The code of the door').waitFor();
  expect(await screen.getByRole('link').allInnerTexts()).toEqual([
    expect.stringContaining('The code of the door'),
    expect.stringContaining('See you at noon'),
    expect.stringContaining('Line 60'),
  ]);
  expect.soft(await axe(page)).toEqual([]);
  // from another device
  await site.call('DELETE', `/v1/conversations/${id}/messages/61/star`, { token: ann.token });
  await expect.poll(() => screen.getByRole('link').count()).toBe(2);
  await screen.getByRole('button', { name: 'Remove from saved messages' }).last().click();
  await page.getByText('No longer saved').waitFor();
  await screen.getByText('The code of the door').click();
  await expect.poll(() => log(page).getByText('The code of the door').isVisible()).toBe(true);

  await line(page, 'The code of the door').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove from saved messages' }).click();
  await expect
    .poll(() => line(page, 'The code of the door').getByRole('img', { name: 'saved' }).count())
    .toBe(0);
});

it('given many saved messages on a phone, loads them page by page, and is in German', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.phone, hasTouch: true, locale: 'de' });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  for (let n = 1; n <= 60; n += 1) {
    const seq = await say(site, bob, id, `Nummer ${n}.`);
    await site.call('PUT', `/v1/conversations/${id}/messages/${seq}/star`, { token: ann.token });
  }
  const { page } = ann;
  await page.goto(`${site.runtime.url}/saved`);
  const screen = page.getByRole('region', { name: 'Gespeicherte Nachrichten' });
  await screen.getByText('Nummer 60.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await expect
    .poll(async () => {
      await screen.getByRole('link').last().scrollIntoViewIfNeeded();
      return screen.getByRole('link').count();
    })
    .toBe(60);
  await page.getByRole('button', { name: 'Alle Chats' }).click();
  await page.getByRole('navigation').waitFor();
});
