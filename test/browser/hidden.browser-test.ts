import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');
const texts = (page: Page) => log(page).getByRole('article').locator('p > span:first-child').allInnerTexts();

const say = (site: TestBackend, by: Person, id: string, text: string) =>
  site.call('POST', `/v1/conversations/${id}/messages`, { token: by.token, body: { text } });

it('given a message deleted for oneself, it is gone on all devices, also one that was away, and stays for others', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const bob = await person(site, 'bob', { viewport: sizes.desktop });
  const phone = await signIn(site, ann, { viewport: sizes.phone, hasTouch: true, colorScheme: 'dark' });
  const { id } = await site.conversation(ann, [bob]);
  for (const text of ['One', 'Two', 'Three']) await say(site, bob, id, text);
  await site.call('POST', `/v1/conversations/${id}/read`, { token: ann.token });
  for (const { page } of [ann, bob, phone]) {
    await page.goto(`${site.runtime.url}/c/${id}`);
    await expect.poll(() => texts(page)).toEqual(['One', 'Two', 'Three']);
  }

  await log(ann.page).getByText('Two').click({ button: 'right' });
  await ann.page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = ann.page.getByRole('dialog');
  await dialog.getByText('It is deleted for you, on all your devices.').waitFor();
  // only its author deletes it for everyone
  expect(await dialog.getByRole('switch').count()).toBe(0);
  expect.soft(await axe(ann.page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  for (const { page } of [ann, phone]) await expect.poll(() => texts(page)).toEqual(['One', 'Three']);

  // the last one, while the phone is away
  await phone.page.goto('about:blank');
  await log(ann.page).getByText('Three').click({ button: 'right' });
  await ann.page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => texts(ann.page)).toEqual(['One']);
  await phone.page.goto(`${site.runtime.url}/c/${id}`);
  await expect.poll(() => texts(phone.page)).toEqual(['One']);
  await phone.page.getByRole('button', { name: 'All chats' }).click();
  await phone.page.getByText('One', { exact: true }).waitFor();
  expect(await texts(bob.page)).toEqual(['One', 'Two', 'Three']);

  // the author chooses for whom
  await log(bob.page).getByText('One').click({ button: 'right' });
  await bob.page.getByRole('menuitem', { name: 'Delete' }).click();
  const own = bob.page.getByRole('dialog');
  await own.getByText('It is deleted for you and for ann.').waitFor();
  await own.getByRole('switch', { name: 'Delete for everyone' }).click();
  await own.getByText('Others still see it.').waitFor();
  await own.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => texts(bob.page)).toEqual(['Two', 'Three']);
  expect(await texts(ann.page)).toEqual(['One']);
});
