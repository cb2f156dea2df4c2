import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { AuthReply, SessionList } from '../../shared/protocol/index.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, device, person, sizes, startSite } from '../support/browser/pages.ts';

/** A refused sign-in and a taken name are answered with a status that browsers print. */
const refused = [/status of 40[019]/];

async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`input[name=${name}]`).fill(value);
}

const account = (username: string) => ({
  name: `The ${username}`,
  username,
  email: `${username}@example.com`,
  password: 'correct horse battery',
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

/** Opens a path of the chat without loading the page again. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, '', to), path);
  await page.getByRole('dialog').waitFor();
}

/** Waits until a device of the user has a socket. */
const connected = (site: TestBackend, { token }: { token: string }) =>
  expect
    .poll(async () => {
      const { body } = await site.call<SessionList>('GET', '/v1/auth/sessions', { token });
      return body.items.some((session) => session.connected);
    })
    .toBe(true);

describe('registering', () => {
  it('given two people who register and choose pictures, signs both in, out, and in again', async () => {
    const site = await startSite();
    for (const [username, viewport] of [
      ['anna', sizes.phone],
      ['bert', sizes.desktop],
    ] as const) {
      const { page } = await device({ viewport });
      await page.goto(site.runtime.url);
      await page.getByRole('button', { name: 'Create an account' }).click();
      await fillIn(page, account(username));
      await page.getByText(`${username} is free.`).waitFor();
      await page.getByText('Very strong').waitFor();
      await page.keyboard.press('Enter');
      await heading(page, 'Choose your picture');
      expect.soft(await axe(page)).toEqual([]);
      await page.getByRole('radio', { name: 'Picture 7' }).check();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.getByRole('radio', { name: 'Picture 8' }).isChecked()).toBe(true);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL((url) => url.pathname === '/');

      await open(page, '/profile');
      await page.locator('dialog img[src="/avatars/08.svg"]').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await open(page, '/sign-out');
      await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
      await heading(page, 'Chat that belongs to you');
      expect(await page.getByText('You signed out in another window.').count()).toBe(0);

      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await fillIn(page, { username: `${username}@example.com`, password: 'correct horse battery' });
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.pathname === '/');
    }
  });

  it('given fields that are wrong, says so at each one, keeps what was typed, and sends nothing', async () => {
    const site = await startSite();
    const { user: other } = await site.person('taken');
    const { page } = await device({ expects: refused });
    await page.goto(`${site.runtime.url}/register`);
    await fillIn(page, { username: 'no spaces' });
    await page.getByText('beginning with a letter').waitFor();
    await fillIn(page, { username: other.username.toUpperCase() });
    await page.getByText('This username is taken.').waitFor();
    await fillIn(page, { name: 'Anna', email: 'nowhere', password: 'short' });
    await page.keyboard.press('Enter');
    await page.getByText('This is not an e-mail address.').waitFor();
    await page.getByText('At least 8 characters.', { exact: true }).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('name')))
      .toBe('username');
    expect.soft(await axe(page)).toEqual([]);

    // to the other form and back
    await page.getByRole('link', { name: 'Sign in' }).click();
    await heading(page, 'Sign in');
    await page.getByRole('link', { name: 'Create one' }).click();
    expect(await page.locator('input[name=name]').inputValue()).toBe('Anna');

    // the address is taken, which only registering finds out
    await fillIn(page, account('anna'));
    await fillIn(page, { email: other.email });
    await page.keyboard.press('Enter');
    await page.getByText('There is an account with this e-mail address already.').waitFor();
    expect(await page.locator('input[name=password]').inputValue()).toBe('correct horse battery');
  });

  it('given a password made of the name, calls it easy to guess', async () => {
    const site = await startSite();
    const { page } = await device();
    await page.goto(`${site.runtime.url}/register`);
    await fillIn(page, { name: 'Zora Quistgaard', username: 'zora', password: 'quistgaard7' });
    await page.getByText('Easy to guess').waitFor();
  });

  it('given a server that cannot be reached, keeps the form and explains', async () => {
    const site = await startSite();
    const { page, context } = await device({ expects: [/ERR_INTERNET_DISCONNECTED/] });
    await page.goto(`${site.runtime.url}/register`);
    await fillIn(page, account('anna'));
    await page.getByText('anna is free.').waitFor();
    await context.setOffline(true);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('You are offline.').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Create account' }).click();
    await heading(page, 'Choose your picture');
  });
});

describe('signing in', () => {
  it('given a wrong password, says so and selects it', async () => {
    const site = await startSite();
    const { user } = await site.person('anna');
    const { page } = await device({ expects: refused });
    await page.goto(`${site.runtime.url}/sign-in`);
    await heading(page, 'Sign in');
    await fillIn(page, { username: user.username });
    await page.keyboard.press('Enter');
    await page.getByText('Enter your password.').waitFor();
    await fillIn(page, { username: user.username, password: 'wrong password' });
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor();
    await expect
      .poll(() => page.evaluate(() => getSelection()?.toString().length))
      .toBe('wrong password'.length);
    expect(await page.locator('input[name=username]').inputValue()).toBe(user.username);
  });
});

describe('the end of a session', () => {
  it('given another device that ended it, says so on the way in', async () => {
    const site = await startSite();
    // what the page asks at that moment is refused, which browsers print
    const anna = await person(site, 'anna', { expects: [/status of 401/] });
    const { page, user, password } = anna;
    await connected(site, anna);
    const { body } = await site.call<AuthReply>('POST', '/v1/auth/login', {
      body: { username: user.username, password },
    });
    await site.call('DELETE', '/v1/auth/sessions?except=current', { token: body.token });
    await page.getByRole('status').getByText('This session was ended. Sign in again.').waitFor();
    expect.soft(await axe(page)).toEqual([]);
  });

  it('given a suspension, says so at once, and at the next sign-in until when and why', async () => {
    const site = await startSite();
    const anna = await person(site, 'anna', { expects: [/status of 40[13]/] });
    const { page, user, password } = anna;
    await connected(site, anna);
    const suspend = {
      username: user.username,
      until: '2999-12-24T12:00:00Z',
      reason: 'Spam in three groups.',
    };
    await site.commands.suspensions({ suspend });
    await page.getByRole('status').getByText('This account is suspended.').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await fillIn(page, { username: user.username, password });
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert
      .getByText(/^This account is suspended until .*2999.*The reason: Spam in three groups\.$/)
      .waitFor();
    expect.soft(await axe(page)).toEqual([]);
  });

  it('given a session that nothing renews any more, says that it has expired', async () => {
    let ahead = 0;
    const site = await startSite({ clock: { now: () => Date.now() + ahead } });
    const anna = await person(site, 'anna', { expects: [/401|WebSocket/] });
    ahead = 400 * 86_400_000;
    await anna.page.reload();
    await anna.page.getByText('Your session has expired. Sign in again.').waitFor();
  });
});

describe('a link to a chat', () => {
  it('given no session, is opened after signing in, and for a new account after its picture', async () => {
    const site = await startSite();
    const [anna, bert] = await site.people('anna', 'bert');
    if (anna === undefined || bert === undefined) throw new Error('no one came');
    const { id } = await site.conversation(anna, [bert], 'Trip');
    const { page } = await device({ viewport: sizes.phone });
    await page.goto(`${site.runtime.url}/c/${id}/details`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.reload();
    await fillIn(page, { username: anna.user.username, password: anna.password });
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/c/${id}/details`);
    await page.getByRole('heading', { name: 'Trip', level: 1 }).waitFor();

    const other = await device({ viewport: sizes.desktop, expects: [/404/] });
    await other.page.goto(`${site.runtime.url}/c/${id}`);
    await other.page.getByRole('button', { name: 'Create an account' }).click();
    await fillIn(other.page, account('carla'));
    await other.page.keyboard.press('Enter');
    await other.page.getByRole('button', { name: 'Skip for now' }).click();
    await other.page.waitForURL(`**/c/${id}`);
    // the new user is not in this chat
    await other.page.getByRole('heading', { name: 'This chat does not exist' }).waitFor();
    expect.soft(await axe(other.page)).toEqual([]);
    await other.page.getByRole('main').getByRole('button', { name: 'All chats' }).click();
    await other.page.waitForURL((url) => url.pathname === '/');
  });

  it('given a session of another user before, is not opened for the next one', async () => {
    const site = await startSite();
    const [anna, bert, carla] = await site.people('anna', 'bert', 'carla');
    if (anna === undefined || bert === undefined || carla === undefined) throw new Error('no one came');
    const { id } = await site.conversation(anna, [bert], 'Trip');
    const { page, tab } = await device();
    await page.goto(`${site.runtime.url}/sign-in`);
    await fillIn(page, { username: anna.user.username, password: anna.password });
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    const second = await tab();
    await second.goto(`${site.runtime.url}/c/${id}`);
    await second.getByRole('heading', { name: 'Trip' }).first().waitFor();
    await open(page, '/sign-out');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await second.getByText('You signed out in another window.').waitFor();
    await second.getByRole('button', { name: 'Sign in', exact: true }).click();
    await fillIn(second, { username: carla.user.username, password: carla.password });
    await second.keyboard.press('Enter');
    await second.waitForURL((url) => url.pathname === '/');
    await second.getByText('No chats yet').waitFor();
  });
});

describe('several tabs', () => {
  it('given a sign-in in one while a link opens in another, the link is kept', async () => {
    const site = await startSite();
    const bert = await site.person('bert');
    const anna = await person(site, 'anna');
    const { id } = await site.conversation(anna, [bert], 'Trip');
    const second = await anna.tab();
    // the news comes while this tab still reads its own session
    await second.addInitScript(() => {
      window.BroadcastChannel = class extends BroadcastChannel {
        constructor(name: string) {
          super(name);
          queueMicrotask(() => void this.onmessage?.(new MessageEvent('message', { data: 'signed-in' })));
        }
      };
    });
    await second.goto(`${site.runtime.url}/c/${id}`);
    await second.getByRole('heading', { name: 'Trip' }).first().waitFor();
    expect(new URL(second.url()).pathname).toBe(`/c/${id}`);
  });

  it('given a sign-in and a sign-out in one tab, the others follow', async () => {
    const site = await startSite();
    const { tab, page: first } = await device();
    const second = await tab();
    const anna = await site.person('anna');
    await second.goto(`${site.runtime.url}/register`);
    await fillIn(second, { name: 'Half typed' });
    await first.goto(`${site.runtime.url}/sign-in`);
    await fillIn(first, { username: anna.user.username, password: anna.password });
    await first.keyboard.press('Enter');
    await second.waitForURL((url) => url.pathname === '/');
    await second.getByRole('main').waitFor();
    await expect.poll(() => second.getByRole('button', { name: 'Create an account' }).count()).toBe(0);

    await open(second, '/sign-out');
    await second.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await heading(second, 'Chat that belongs to you');
    await first.getByText('You signed out in another window.').waitFor();
    await first.reload();
    await first.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });

  it('given no network, a sign-out still ends the session in all tabs', async () => {
    const site = await startSite();
    const anna = await person(site, 'anna', { expects: [/ERR_INTERNET_DISCONNECTED|WebSocket/] });
    const second = await anna.tab();
    await second.goto(site.runtime.url);
    await second.getByRole('main').waitFor();
    await open(anna.page, '/sign-out');
    await anna.context.setOffline(true);
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await heading(anna.page, 'Chat that belongs to you');
    await second.getByText('You signed out in another window.').waitFor();
  });
});

describe('profile and settings', () => {
  it('given a new name and picture, saves them for everyone', async () => {
    const site = await startSite();
    const anna = await person(site, 'anna');
    const { page } = anna;
    await open(page, '/profile');
    await page.locator('input[name=name]').fill('Anna K.');
    await page.getByRole('button', { name: 'Change picture' }).click();
    await page.getByRole('radio', { name: 'Picture 3' }).check();
    await page.getByRole('radio', { name: 'Away' }).check();
    // what is not saved is still there after the dialog was closed
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await open(page, '/profile');
    expect(await page.locator('input[name=name]').inputValue()).toBe('Anna K.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const { body } = await site.call('GET', '/v1/users/me', { token: anna.token });
    expect(body).toMatchObject({
      name: 'Anna K.',
      avatar: 'builtin:03',
    });
  });

  it.each([
    ['phone', 'light'],
    ['desktop', 'dark'],
  ] as const)('shows every dialog accessibly on a %s in %s colours', async (size, colorScheme) => {
    const site = await startSite();
    const { page } = await person(site, 'anna', { viewport: sizes[size], colorScheme });
    for (const path of ['/profile', '/settings', '/settings/privacy', '/shortcuts', '/sign-out']) {
      await open(page, path);
      if (path === '/profile') await page.locator('input[name=name]').waitFor();
      expect.soft(await axe(page), path).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('given German, speaks it at once and after a reload', async () => {
    const site = await startSite();
    const { page } = await person(site, 'anna');
    await open(page, '/settings');
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Deutsch' });
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.getByRole('radio', { name: 'Dunkel' }).check();
    await page.reload();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await expect
      .poll(() =>
        page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']]),
      )
      .toEqual(['de', 'dark']);
  });

  it('given a German browser, greets in German', async () => {
    const site = await startSite();
    const { page } = await device({ locale: 'de-AT' });
    await page.goto(site.runtime.url);
    await heading(page, 'Ein Chat, der dir gehört');
  });
});
