import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite, type SignedIn } from '../support/browser/pages.ts';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const log = (page: Page) => page.getByRole('log');
const texts = (page: Page) => log(page).locator('article p > span:first-child').allInnerTexts();
const status = (page: Page) =>
  log(page).getByRole('article').last().getByRole('img').getAttribute('aria-label');

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

const say = (site: TestBackend, from: Person, conversationId: string, text: string) =>
  site.call('POST', `/v1/conversations/${conversationId}/messages`, { token: from.token, body: { text } });

const presence = (page: Page) => page.locator('[data-online]').first().innerText();

async function open(site: TestBackend, { page }: SignedIn, path: string): Promise<void> {
  await page.goto(`${site.runtime.url}${path}`);
}

it('given a block, nothing arrives and nothing tells; after it all works again', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const bob = await person(site, 'bob', { viewport: sizes.phone });
  const { id } = await site.conversation(ann, [bob]);
  await say(site, bob, id, 'Before');
  await open(site, ann, `/c/${id}/details`);
  await ann.page.getByRole('button', { name: `Block ${bob.user.name}` }).click();
  await ann.page.getByText(`You blocked ${bob.user.name}.`).waitFor();
  await expect.poll(() => composer(ann.page).count()).toBe(0);
  expect.soft(await axe(ann.page)).toEqual([]);

  await open(site, bob, `/c/${id}`);
  await write(bob.page, 'During');
  await expect.poll(() => status(bob.page)).toBe('Sent');
  await bob.page.getByText('Online', { exact: true }).waitFor({ state: 'detached' });
  expect.soft(await axe(bob.page)).toEqual([]);
  // the list of the one who blocks shows what was there before
  await open(site, ann, '/settings/privacy');
  await ann.page.getByRole('button', { name: `Unblock ${bob.user.name}` }).waitFor();
  expect.soft(await axe(ann.page)).toEqual([]);
  await ann.page.getByRole('button', { name: `Unblock ${bob.user.name}` }).click();
  await ann.page.getByText('You have not blocked anyone.').waitFor();

  await open(site, ann, `/c/${id}`);
  await composer(ann.page).waitFor();
  await expect.poll(() => texts(ann.page)).toEqual(['Before']);
  await write(bob.page, 'After');
  await expect.poll(() => texts(ann.page)).toEqual(['Before', 'After']);
  await write(ann.page, 'Hello');
  await expect.poll(() => texts(bob.page)).toEqual(['Before', 'During', 'After', 'Hello']);
});

it('given privacy for no one, hides when the user was there', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.phone, hasTouch: true });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  await open(site, bob, `/c/${id}/details`);
  await expect.poll(() => presence(bob.page)).toBe('Online');
  await open(site, ann, '/settings');
  await ann.page.getByRole('button', { name: 'Privacy and blocked people' }).click();
  await ann.page
    .getByRole('combobox', { name: 'Who sees when I am online and was last seen' })
    .selectOption({ label: 'No one' });
  await expect.poll(() => presence(bob.page)).not.toMatch(/online|seen/i);
  const { body } = await site.call('GET', '/v1/users/me', { token: ann.token });
  expect(body).toMatchObject({ privacy: { presence: 'nobody', about: 'everyone', groups: 'everyone' } });
});
