import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../client/index.ts';
import { limits } from '../../shared/protocol/index.ts';
import { makeBot, placeBot } from '../support/backend/bots.ts';
import type { Person, TestBackend } from '../support/backend/runtime.ts';
import { axe, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });

/** A bot that belongs to a person, or to a group without one. */
const botOf = (backend: TestBackend, owner: Person | undefined, username: string, name: string) =>
  placeBot(backend, {
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
  // it may be an admin, and never owns the group
  await button(page, `Actions for ${name}`).click();
  await page.getByRole('menuitem', { name: 'Make admin' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Make owner' }).count()).toBe(0);
});

it('given their own bot, its owner cannot block it and is led to it; in German, dark, on a phone', async () => {
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
  await button(page, 'Diesen Bot und seine Tokens verwalten').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.goto(`${site.runtime.url}/c/${other}/details`);
  await page.getByText('Einer Gruppe, für die er schreibt').waitFor();
  await button(page, 'Hook blockieren').waitFor();
  expect(await button(page, 'Zu einer Gruppe hinzufügen').count()).toBe(0);
});

/** Runs a command as a user does who pasted it into a terminal. */
const inShell = (command: string) => promisify(execFile)('sh', ['-c', `${command} --silent`]);

it('given a new bot, a program answers with its token until it is revoked, and the bot can be changed and deleted', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann');
  const { page } = ann;
  await page.goto(`${site.runtime.url}/settings`);
  await button(page, 'Bots').click();
  await page.getByText('No bots yet').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'New bot').click();
  await button(page, 'Create bot').click();
  await page.getByText('Enter a name.').waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Echo');
  const username = page.getByRole('textbox', { name: 'Username' });
  await username.fill(ann.user.username);
  await page.getByText('This username is taken.').waitFor();
  await username.fill('echo-bot');
  await page.getByText('echo-bot is free.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Create bot').click();

  await page.getByText('No tokens yet: no program can act as this bot.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'New token').click();
  await page.getByRole('textbox', { name: 'What it is for' }).fill('Laptop');
  for (const scope of ['Messages', 'Chats and members', 'Write messages'])
    await page.getByRole('checkbox', { name: scope, exact: true }).uncheck();
  await button(page, 'Create token').click();
  await page.getByText('Choose at least one thing that it can see or do.').waitFor();
  for (const scope of ['Messages', 'Chats and members', 'Write messages'])
    await page.getByRole('checkbox', { name: scope, exact: true }).check();
  await page.getByRole('combobox', { name: 'Stops working' }).selectOption('Never');
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Create token').click();
  const token = await page.locator('dialog code').first().innerText();
  expect(token).toMatch(/^cfb_/);
  expect.soft(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  const command = await page.getByRole('region', { name: 'Try it in a terminal' }).innerText();
  const { stdout } = await inShell(command);
  expect(JSON.parse(stdout)).toMatchObject({ username: 'echo-bot', name: 'Echo' });
  await button(page, 'I have stored it').click();
  await page.getByText('Never expires').waitFor();
  await page.getByText('Messages · Chats and members · Write messages').waitFor();
  expect(await page.content()).not.toContain(token);

  const bot = createClient({ baseUrl: site.runtime.url, token });
  onTestFinished(() => bot.disconnect());
  const ended = new Promise<void>((resolve) => bot.on('session:ended', () => resolve()));
  bot.on('message:new', ({ senderId, conversationId, text }) => {
    // where it cannot be sent, the page waits in vain
    if (senderId === ann.user.id)
      bot.messages.send(conversationId, `You said ${text}`).catch(() => undefined);
  });
  await bot.connect();
  await button(page, 'Open the chat with it').click();
  await composer(page).fill('hello');
  await composer(page).press('Enter');
  await page.getByRole('log').getByText('You said hello').waitFor();

  await button(page, 'Echo BOT @echo-bot').click();
  await button(page, 'Edit this bot and its tokens').click();
  await button(page, 'Edit name, picture and text').click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Parrot');
  await button(page, 'Change picture').click();
  await page.getByRole('radio', { name: 'Picture 3', exact: true }).check();
  await page.getByRole('textbox', { name: 'About' }).fill('Repeats what you say.');
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Save').click();
  await page.getByRole('dialog').getByText('Repeats what you say.').waitFor();
  await button(page, 'Revoke Laptop').click();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Revoke').click();
  await page.getByText('No tokens yet').waitFor();
  await ended;

  await button(page, 'Delete bot').click();
  await page
    .getByRole('dialog', { name: 'Delete Parrot?' })
    .getByRole('button', { name: 'Delete bot' })
    .click();
  await page.getByText('Parrot is deleted.').waitFor();
  await expect
    .poll(async () => (await site.call('GET', '/v1/bots', { token: ann.token })).body)
    .toMatchObject({ items: [] });
});

it('given a server that fails and as many bots as is possible, says so in place and goes on', async () => {
  const site = await startSite();
  const owner = await site.person('ann');
  const ann = await signIn(site, owner, {
    viewport: sizes.phone,
    expects: [/status of (500|409)/, /ChatClientError: The server answered with status 500/],
  });
  const { page } = ann;
  await page.route('**/v1/bots', (route) => route.fulfill({ status: 500, body: '<html>no</html>' }));
  await page.goto(`${site.runtime.url}/settings/bots`);
  await page.getByText('Something went wrong. Try again.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.unroute('**/v1/bots');
  await button(page, 'Try again').click();
  await page.getByText('No bots yet').waitFor();

  for (let made = 0; made < limits.botsPerUser; made += 1) await makeBot(site, owner, `bot-${made}`);
  await button(page, 'New bot').click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('One more');
  await page.getByRole('textbox', { name: 'Username' }).fill('one-more');
  await button(page, 'Create bot').click();
  await page.getByText('You have as many bots as is possible. Delete one first.').waitFor();
  await button(page, 'Cancel').click();
  await page.goto(`${site.runtime.url}/settings/bots`);
  await expect.poll(() => button(page, 'Helper @bot-7').count()).toBe(1);
  await page.goto(`${site.runtime.url}/settings/bots?bot=bot_of_another`);
  await page.getByText('This bot does not exist any more.').waitFor();
});
