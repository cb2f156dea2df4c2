import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { placeBot } from '../../shared/accounts/index.ts';
import type { Person, TestBackend } from '../support/backend/runtime.ts';
import { axe, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });

/** A bot that belongs to a person, or to a group without one. */
const botOf = ({ runtime }: TestBackend, owner: Person | undefined, username: string, name: string) =>
  placeBot(runtime.app, {
    username,
    name,
    about: 'Deploys on Fridays.',
    ...(owner && { ownerId: owner.user.id }),
  });

it('given a bot, marks it wherever its name stands, shows no presence, and lets it be added to a group', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann');
  const bob = await site.person('bob');
  const name = `Deploy <b>bot</b> ${'w'.repeat(46)}`;
  await botOf(site, bob, 'deploy_bot', name);
  const { id: groupId } = await site.conversation(ann, [bob], 'Team');
  const { page } = ann;
  await page.goto(`${site.runtime.url}/new`);
  await page.getByRole('combobox', { name: 'Name or username' }).fill('deploy');
  await page.getByRole('option', { name: `${name} BOT @deploy_bot` }).click();
  await composer(page).fill('Hello');
  await composer(page).press('Enter');

  const heading = button(page, `${name} BOT @deploy_bot`);
  await heading.click();
  await page.getByText('Belongs to').waitFor();
  await page.getByText(`@${bob.user.username}`).waitFor();
  await page.getByRole('heading', { name: `${name} BOT`, exact: true }).waitFor();
  const details = page.getByRole('region', { name: 'Details' });
  expect(await details.getByText(/online|last seen/i).count()).toBe(0);
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Add to a group').click();
  await page.getByRole('option', { name: 'Team' }).waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Search your groups' }).fill('team');
  await page.keyboard.press('Enter');

  await page.waitForURL((url) => url.pathname === `/c/${groupId}`);
  await page.getByText(`is now in Team.`).waitFor();
  await page.getByRole('link', { name: new RegExp(`^${name} , BOT `) }).waitFor();
  await composer(page).fill('@dep');
  await page.getByRole('option', { name: `${name} BOT @deploy_bot` }).waitFor();
  await button(page, 'Details').click();
  await button(page, `${name} BOT @deploy_bot`).waitFor();
  expect.soft(await axe(page)).toEqual([]);
});

it('given their own bot, its owner cannot block it; in German, dark, on a phone', async () => {
  const site = await startSite();
  const owner = await site.person('ann');
  const { username } = await botOf(site, owner, 'helper', 'مساعد');
  const homeless = await botOf(site, undefined, 'hook', 'Hook');
  const open = async (name: string) =>
    (
      await site.call<{ id: string }>('POST', '/v1/conversations', {
        token: owner.token,
        body: { participantUsernames: [name] },
      })
    ).body.id;
  const [own, other] = [await open(username), await open(homeless.username)];
  const { page } = await signIn(site, owner, { viewport: sizes.phone, colorScheme: 'dark', locale: 'de-DE' });
  await page.goto(`${site.runtime.url}/c/${own}/details`);
  await page.getByText('Gehört').waitFor();
  await page.getByText('Dir', { exact: true }).waitFor();
  expect(await page.getByText(/blockieren/).count()).toBe(0);
  expect.soft(await axe(page)).toEqual([]);
  await page.goto(`${site.runtime.url}/c/${other}/details`);
  await page.getByText('Einer Gruppe, für die er schreibt').waitFor();
  await button(page, 'Hook blockieren').waitFor();
});
