import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Conversation, Invite } from '../../shared/protocol/index.ts';
import type { Person, TestBackend } from '../support/backend/runtime.ts';
import { axe, device, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const rules = 'Be kind.\nNo advertising.';
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** A group of one member and its owner, with this in its head. */
async function group(site: TestBackend, owner: Person, name: string, head: object): Promise<Conversation> {
  const member = await site.person('member');
  const { id } = await site.conversation(owner, [member], name);
  const { body } = await site.call<Conversation>('PATCH', `/v1/conversations/${id}`, {
    token: owner.token,
    body: head,
  });
  return body;
}

it('given a link that an admin makes, a person without an account registers by it, accepts the rules and is greeted', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const { id } = await group(site, ann, 'Book club', { rules, welcome: 'Tell us what you read.' });
  await ann.page.goto(`${site.runtime.url}/c/${id}/details`);
  await button(ann.page, 'Invite links').click();
  await ann.page.getByText('No links yet').waitFor();
  await button(ann.page, 'New link').click();
  await ann.page.getByRole('combobox', { name: 'How many can join by it' }).selectOption('1 person');
  await button(ann.page, 'Create link').click();
  await ann.page.getByRole('img', { name: 'QR code of the invite link' }).waitFor();
  expect.soft(await axe(ann.page)).toEqual([]);
  const link = await ann.page.getByRole('dialog').getByText('/invite#').innerText();

  const { page } = await device({ viewport: sizes.phone, hasTouch: true });
  await page.goto(link);
  await heading(page, 'You are invited');
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Create an account').click();
  const account = {
    name: 'Zoe',
    username: 'zoe',
    email: 'zoe@example.com',
    password: 'correct horse battery',
  };
  for (const [name, value] of Object.entries(account)) await page.locator(`input[name=${name}]`).fill(value);
  await page.keyboard.press('Enter');
  await button(page, 'Skip for now').click();
  await heading(page, 'Book club');
  await page.getByText(`${ann.user.name} invites you to`).waitFor();
  await button(page, 'Join group').click();
  await page.getByText('Accept the rules to go on.').waitFor();
  await page.getByRole('checkbox', { name: 'I accept the rules' }).check();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Join group').click();
  await heading(page, 'Welcome to Book club');
  await page.getByText('Tell us what you read.').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/c/${id}`);
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Got it').click();
  await page.getByText('Tell us what you read.').waitFor({ state: 'detached' });
  await page.goto(`${site.runtime.url}/c/${id}/details/welcome`);
  await page.getByText('Tell us what you read.').waitFor();
});

it('given invites that ended, says why, and what to do', async () => {
  let aheadMs = 0;
  const site = await startSite({ clock: { now: () => Date.now() + aheadMs } });
  const ann = await person(site, 'ann', { viewport: sizes.phone });
  const { id } = await group(site, ann, 'Choir', {});
  const path = `/v1/conversations/${id}/invites`;
  const make = async (body: object) =>
    (await site.call<Invite>('POST', path, { token: ann.token, body })).body;
  const [revoked, used] = [await make({}), await make({ maxUses: 1 })];
  await site.call('POST', `/v1/invites/${used.code}/accept`, {
    token: (await site.person('first')).token,
    body: {},
  });
  await ann.page.goto(`${site.runtime.url}/c/${id}/details/invites`);
  // the one that is used up is not listed
  await ann.page.getByText('Not used yet').click();
  await button(ann.page, 'Revoke link').click();
  await button(ann.page, 'Revoke link').click();
  await ann.page.getByText('No links yet').waitFor();

  const late = await person(site, 'late', { viewport: sizes.tablet, expects: [/status of 4(10|04)/] });
  const open = (page: Page, { code }: Invite) => page.goto(`${site.runtime.url}/invite#${code}`);
  await open(late.page, revoked);
  await heading(late.page, 'This invite was revoked');
  expect.soft(await axe(late.page)).toEqual([]);
  const short = await make({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
  aheadMs = 61_000;
  await open(late.page, short);
  await heading(late.page, 'This invite has expired');
  await open(late.page, used);
  await heading(late.page, 'This invite is used up');
  await open(late.page, { ...used, code: 'x'.repeat(22) });
  await heading(late.page, 'This invite does not exist');
  await button(late.page, 'To your chats').click();
  await heading(late.page, 'Chats');
});

it('given a public group, it is found by its topic and joined; another is asked for, and an admin accepts', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.tablet, hasTouch: true });
  const open = await group(site, ann, 'Trail runners', {
    visibility: 'public',
    topics: ['sports'],
    language: 'en',
    rules,
  });
  const asked = await group(site, ann, 'Night sky', {
    visibility: 'public',
    joining: 'request',
    topics: ['science'],
  });
  const kai = await signIn(site, await site.person('kai'), { viewport: sizes.desktop });
  const { page } = kai;
  await button(page, 'Discover groups').click();
  await page.getByRole('link', { name: 'Night sky' }).waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Sports').click();
  await page.getByRole('link', { name: 'Night sky' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Trail runners' }).click();
  await page.getByRole('checkbox', { name: 'I accept the rules' }).check();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Join group').click();
  await page.waitForURL((url) => url.pathname === `/c/${open.id}`);

  await page.goBack();
  await page.getByRole('textbox', { name: 'Search groups' }).fill('nig');
  await page.getByRole('link', { name: 'Night sky' }).click();
  await page.getByRole('textbox', { name: 'Message to the admins' }).fill('I have a telescope.');
  await button(page, 'Ask to join').click();
  await page.getByText('Your request is waiting').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Withdraw request').click();
  await button(page, 'Ask to join').click();
  await page.getByText('Your request is waiting').waitFor();

  await ann.page.getByRole('link', { name: 'Night sky' }).click();
  await button(ann.page, '1 request to join').click();
  await ann.page.getByText(kai.user.name).first().waitFor();
  expect.soft(await axe(ann.page)).toEqual([]);
  await button(ann.page, `Accept ${kai.user.name}`).click();
  await ann.page.getByText('No requests').waitFor();
  await page.keyboard.press('Escape');
  await page.locator(`a[href="/c/${asked.id}"]`).waitFor();
});

it('given an admin of a private group, makes it public with topics, a language, a welcome text and rules', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.tablet });
  const { page } = ann;
  const { id } = await group(site, ann, 'Garden', {});
  await page.goto(`${site.runtime.url}/c/${id}/details/community`);
  await page.getByRole('radio', { name: 'Public' }).check();
  await page.getByRole('radio', { name: 'By request' }).check();
  await button(page, 'Nature').click();
  await page.getByRole('textbox', { name: 'Another topic' }).fill('Wild Flowers');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('German');
  await page.getByRole('textbox', { name: 'Rules' }).fill(rules);
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  const { body } = await site.call('GET', `/v1/conversations/${id}`, { token: ann.token });
  expect(body).toMatchObject({
    community: {
      visibility: 'public',
      joining: 'request',
      topics: ['nature', 'wild-flowers'],
      language: 'de',
    },
  });
});
