import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Conversation, GroupMember } from '../../shared/protocol/index.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const phone = { viewport: sizes.phone, hasTouch: true };
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const log = (page: Page) => page.getByRole('log');
const details = (page: Page) => page.getByRole('region', { name: 'Details' });

const open = (site: TestBackend, page: Page, path: string) => page.goto(`${site.runtime.url}/c/${path}`);

/** Opens the menu of a member with the keyboard, and takes one of its actions. */
async function act(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).press('Enter');
  await page.getByRole('menuitem', { name: action, exact: true }).press('Enter');
}

it('given an admin who adds, mutes and removes, each of them sees what that means', async () => {
  const site = await startSite();
  const [alice, bob] = [
    await person(site, 'alice', { viewport: sizes.desktop, colorScheme: 'dark' }),
    // the browser says that there is no network
    await person(site, 'bob', { ...phone, expects: [/ERR_INTERNET_DISCONNECTED|Failed to load/] }),
  ];
  const carol = await site.person('carol');
  const { id } = await site.conversation(alice, [bob], 'Trip');
  await open(site, alice.page, `${id}/details`);
  await open(site, bob.page, id);

  await alice.page.getByRole('button', { name: 'Add members' }).click();
  await alice.page.getByRole('combobox', { name: 'Add members' }).fill(carol.user.username);
  await alice.page.getByRole('option', { name: carol.user.name }).click();
  expect.soft(await axe(alice.page)).toEqual([]);
  await alice.page.getByRole('button', { name: 'Add 1 person' }).click();
  await details(alice.page).getByText('3 members').waitFor();
  await log(bob.page).getByText(`${alice.user.name} added ${carol.user.name}.`).waitFor();

  await composer(bob.page).fill('half a thought');
  await act(alice.page, bob.user.name, 'Mute …');
  expect.soft(await axe(alice.page)).toEqual([]);
  await alice.page.getByRole('button', { name: 'Mute', exact: true }).click();
  await details(alice.page)
    .getByRole('img', { name: /Muted until/ })
    .waitFor();
  await bob.page.getByText(/^You are muted in this group until \d/).waitFor();
  await bob.page.getByRole('region', { name: 'What you typed' }).getByText('half a thought').waitFor();
  expect.soft(await axe(bob.page)).toEqual([]);
  await act(alice.page, bob.user.name, 'Unmute');
  await expect.poll(() => composer(bob.page).inputValue()).toBe('half a thought');

  // a message on its way is refused, says why, and can be sent again
  await bob.context.setOffline(true);
  await composer(bob.page).fill('from a tunnel');
  await bob.page.getByRole('button', { name: 'Send', exact: true }).click();
  await act(alice.page, bob.user.name, 'Mute …');
  await alice.page.getByRole('radio', { name: 'Until it is lifted' }).check();
  await alice.page.getByRole('button', { name: 'Mute', exact: true }).click();
  await log(alice.page).getByText(`You muted ${bob.user.name}.`).waitFor();
  await bob.context.setOffline(false);
  await log(bob.page).getByRole('alert').getByText('You are muted in this group.').waitFor();
  await act(alice.page, bob.user.name, 'Unmute');
  await composer(bob.page).waitFor();
  await bob.page.getByRole('button', { name: 'Try again' }).click();
  await log(alice.page).getByText('from a tunnel').waitFor();

  await composer(bob.page).fill('one more thing');
  await act(alice.page, bob.user.name, 'Remove from group');
  await alice.page.getByRole('button', { name: 'Remove from group' }).click();
  await bob.page.getByRole('heading', { name: 'You are no longer in Trip' }).waitFor();
  await bob.page.getByText('An admin removed you from the group.').waitFor();
  await bob.page.getByText('one more thing').waitFor();
  expect.soft(await axe(bob.page)).toEqual([]);
  await bob.page.getByRole('button', { name: 'All chats' }).last().click();
  await bob.page.getByText('No chats yet').waitFor();
  await details(alice.page).getByText('2 members').waitFor();
});

it('given an owner who lets only admins write and leaves, hands the group over', async () => {
  const site = await startSite();
  const [alice, bob] = [await person(site, 'alice', phone), await person(site, 'bob')];
  const { id } = await site.conversation(alice, [bob], 'News');
  await open(site, bob.page, id);
  await composer(bob.page).waitFor();
  await open(site, alice.page, `${id}/details`);
  const settings = alice.page.getByRole('button', { name: 'Group settings' });
  await settings.waitFor();
  // also while none wait
  await alice.page.getByRole('button', { name: 'Requests to join' }).waitFor();
  expect.soft(await axe(alice.page)).toEqual([]);
  await settings.click();
  await alice.page
    .getByRole('group', { name: 'Who can write' })
    .getByRole('radio', { name: 'Only admins' })
    .check();
  await bob.page.getByText('Only admins write in this group.').waitFor();
  expect.soft(await axe(alice.page)).toEqual([]);
  expect.soft(await axe(bob.page)).toEqual([]);
  await alice.page.getByRole('button', { name: 'Back', exact: true }).click();

  await alice.page.getByRole('button', { name: 'Notifications' }).click();
  await alice.page.getByRole('radio', { name: 'Nothing' }).check();
  await alice.page.getByRole('radio', { name: '8 hours' }).click();
  await alice.page.getByText(/^Until \d/).waitFor();
  expect.soft(await axe(alice.page)).toEqual([]);
  await alice.page.getByRole('button', { name: 'Back', exact: true }).click();
  await alice.page.getByText(/^Nothing until \d/).waitFor();

  await alice.page.getByRole('button', { name: 'Leave group' }).click();
  await alice.page.getByText(/^You are the owner\./).waitFor();
  expect.soft(await axe(alice.page)).toEqual([]);
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click();
  await alice.page.getByText('You left News.').waitFor();
  await alice.page.getByText('No chats yet').waitFor();
  await log(bob.page).getByText(`${alice.user.name} left the group.`).waitFor();
  await log(bob.page).getByText('You are the owner now.').waitFor();
  await composer(bob.page).waitFor();
});

it('given an owner who bans, slows down and hands over the group, and its end, says each to those concerned', async () => {
  const site = await startSite();
  const [alice, bob] = [await person(site, 'alice'), await person(site, 'bob', phone)];
  const [carol, dan] = [await site.person('carol'), await site.person('dan')];
  const { id } = await site.conversation(alice, [bob, carol, dan], 'Trip');
  await open(site, alice.page, `${id}/details`);
  await open(site, bob.page, id);
  const actions = (name: string) => alice.page.getByRole('button', { name: `Actions for ${name}` });

  await act(alice.page, carol.user.name, 'Ban');
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Ban' }).press('Enter');
  await details(alice.page).getByText('3 members').waitFor();
  await expect
    .poll(() => actions(dan.user.name).evaluate((one) => one === document.activeElement))
    .toBe(true);
  await alice.page.getByRole('button', { name: 'Banned people' }).click();
  await alice.page.getByRole('button', { name: `Lift the ban of ${carol.user.name}` }).click();
  await alice.page.getByText('No one is banned from this group.').waitFor();
  await log(bob.page).getByText(`${alice.user.name} let ${carol.user.name} come in again.`).waitFor();
  await alice.page.getByRole('button', { name: 'Back', exact: true }).click();

  await alice.page.getByRole('button', { name: 'Group settings' }).click();
  await alice.page.getByRole('combobox', { name: 'Slow mode' }).selectOption('1 minute');
  await log(bob.page).getByText(`${alice.user.name} changed the settings of the group.`).waitFor();
  await composer(bob.page).fill('slowly');
  await bob.page.getByRole('button', { name: 'Send', exact: true }).click();
  await bob.page.getByText(/^Slow mode: your next message in (1:00|0:5\d)$/).waitFor();
  await bob.page.getByText(/^Slow mode: your next message in 0:5\d$/).waitFor();
  await alice.page.getByRole('button', { name: 'Back', exact: true }).click();

  await act(alice.page, bob.user.name, 'Make owner');
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Make owner' }).click();
  await log(bob.page).getByText('You are the owner now.').waitFor();
  await expect.poll(() => alice.page.getByRole('button', { name: 'Delete group' }).count()).toBe(0);

  const tab = await alice.tab();
  await tab.goto(site.runtime.url);
  await tab.getByRole('link', { name: /^Trip/ }).waitFor();
  await open(site, bob.page, `${id}/details`);
  await bob.page.getByRole('button', { name: 'Delete group' }).click();
  const question = bob.page.getByRole('dialog');
  const confirm = question.getByRole('button', { name: 'Delete group' });
  expect(await confirm.isDisabled()).toBe(true);
  await question.getByRole('textbox').fill('Trip');
  await confirm.click();
  await bob.page.getByText('Trip is deleted.').waitFor();
  await alice.page.getByRole('heading', { name: 'Trip was deleted' }).waitFor();
  await expect.poll(() => details(alice.page).count()).toBe(0);
  await tab.getByRole('status').getByText('Trip was deleted.').waitFor();
  await tab.getByText('No chats yet').waitFor();
  expect.soft(await axe(alice.page)).toEqual([]);
});

it('given 5,000 members, shows those near the visible ones, and finds others by name and role', async () => {
  const site = await startSite();
  const alice = await site.person('alice');
  const { id } = await site.conversation(alice, [await site.person('bob')], 'Everyone');
  const { page } = await signIn(site, alice, phone);
  const members = Array.from({ length: 5_000 }, (_, index): GroupMember => ({
    id: `usr_${String(index)}`,
    username: `member${index}`,
    name: `Member ${index}`,
    avatar: null,
    online: false,
    lastOnline: null,
    role: index === 4_321 ? 'admin' : 'member',
    joinedAt: new Date(0).toISOString(),
  }));
  await page.route('**/v1/conversations/*', async (route) => {
    const response = await route.fetch();
    const found = (await response.json()) as Conversation;
    await route.fulfill({ response, json: { ...found, memberCount: members.length } });
  });
  await page.route('**/members?*', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const [q, role] = [query.get('q'), query.get('role')];
    const fitting = members.filter(
      (member) => (q === null || member.username.startsWith(q)) && (role === null || member.role === role),
    );
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit'));
    const nextCursor = to < fitting.length ? String(to) : null;
    return route.fulfill({ json: { items: fitting.slice(from, to), nextCursor } });
  });
  await open(site, page, `${id}/details/members`);
  const rows = page.getByRole('listitem');
  await page.getByText('Member 0', { exact: true }).waitFor();
  const list = page.locator('ul').last();
  for (let pages = 0; pages < 8; pages += 1) {
    const before = await list.evaluate((element) => element.scrollHeight);
    await list.evaluate((element) => element.parentElement?.scrollTo(0, element.scrollHeight));
    await expect.poll(() => list.evaluate((element) => element.scrollHeight)).toBeGreaterThan(before);
  }
  await page
    .getByText(/^Member 7\d\d$/)
    .first()
    .waitFor();
  expect(await rows.count()).toBeLessThan(60);
  expect.soft(await axe(page)).toEqual([]);
  await page.getByRole('radio', { name: 'Admins', exact: true }).check();
  await page.getByText('Member 4321', { exact: true }).waitFor();
  await page.getByRole('radio', { name: 'All', exact: true }).check();
  await page.getByRole('textbox', { name: 'Search members' }).fill('member4999');
  await page.getByText('Member 4999', { exact: true }).waitFor();
  await expect.poll(() => rows.count()).toBe(1);
});
