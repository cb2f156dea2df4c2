import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { newestToken } from '../support/accounts/mails.ts';
import { watchfulPasswords, type TestBackend } from '../support/backend/runtime.ts';
import { axe, device, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

/** Refused sign-ins and links are answered with a status that browsers print. */
const refused = [/status of 4(00|01|29)/];
const newPassword = 'seven purple umbrellas';
/** How soon the end of a session takes effect everywhere. */
const soon = { timeout: 2_000 };

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const field = (page: Page, name: string) => page.locator(`input[name=${name}]`);

/** Opens a path of the chat without loading the page again. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, '', to), path);
  await page.getByRole('dialog').waitFor();
}

/** Opens the link of the newest mail to an address, as a mail program does. Returns the link. */
async function openLink(site: TestBackend, page: Page, path: string, to: string): Promise<string> {
  const link = `${site.runtime.url}${path}#token=${await newestToken(site, to)}`;
  await page.goto(link);
  return link;
}

async function enter(page: Page, username: string, password: string): Promise<void> {
  await field(page, 'username').fill(username);
  await field(page, 'password').fill(password);
  await page.keyboard.press('Enter');
}

describe('confirming an address', () => {
  it('given a new account, asks for it quietly until the link of the mail was opened', async () => {
    const site = await startSite();
    const { page } = await device({ viewport: sizes.phone, expects: refused });
    await page.goto(`${site.runtime.url}/register`);
    const email = 'anna@example.com';
    for (const [name, value] of Object.entries({
      name: 'Anna',
      username: 'anna',
      email,
      password: newPassword,
    }))
      await field(page, name).fill(value);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Skip for now' }).click();
    const banner = page.getByRole('region', { name: 'Confirm your e-mail address' });
    await banner.getByText(email).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    const first = await newestToken(site, email);
    await banner.getByRole('button', { name: 'Send again' }).click();
    await banner.getByRole('button', { name: 'Again in' }).waitFor();
    await expect.poll(() => newestToken(site, email)).not.toBe(first);

    const link = await openLink(site, page, '/verify-email', email);
    await heading(page, 'Your e-mail address is confirmed');
    await expect.poll(() => page.url()).toBe(`${site.runtime.url}/verify-email`);
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open ChatFlow' }).click();
    await page.getByText('No chats yet').waitFor();
    await expect.poll(() => banner.count()).toBe(0);

    // once more it is a used link, also where there is no session
    await page.goto(link);
    await page.getByText(`Your confirmed address is ${email}.`).waitFor();
    const other = await device({ expects: refused });
    await other.page.goto(link);
    await heading(other.page, 'This link does not work any more');
    expect.soft(await axe(other.page)).toEqual([]);
    await other.page.getByRole('button', { name: 'Sign in for a new link' }).click();
    await heading(other.page, 'Sign in');
  });

  it('given Later, says no more of it on this device', async () => {
    const site = await startSite();
    const { page } = await signIn(site, await site.person('anna'), { unconfirmed: true });
    const banner = page.getByRole('region', { name: 'Confirm your e-mail address' });
    await banner.getByRole('button', { name: 'Later' }).click();
    await page.reload();
    await page.getByText('No chats yet').waitFor();
    expect(await banner.count()).toBe(0);
  });
});

describe('a forgotten password', () => {
  it('is reset by the link of a mail, which signs the other devices out', async () => {
    const site = await startSite({ passwords: watchfulPasswords });
    const anna = await person(site, 'anna', { viewport: sizes.phone, expects: [/40[01]|WebSocket/] });
    const { username, email } = anna.user;
    const { page } = await device({ viewport: sizes.desktop, expects: refused });
    await page.goto(`${site.runtime.url}/sign-in`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await heading(page, 'Forgot your password?');
    expect.soft(await axe(page)).toEqual([]);
    await field(page, 'email').fill(email);
    await page.keyboard.press('Enter');
    await heading(page, 'Check your mail');
    await page.getByText(email).waitFor();
    expect.soft(await axe(page)).toEqual([]);

    const link = await openLink(site, page, '/reset-password', email);
    await heading(page, 'Choose a new password');
    await expect.poll(() => page.url()).toBe(`${site.runtime.url}/reset-password`);
    await field(page, 'new-password').fill('password1');
    await page.keyboard.press('Enter');
    await page.getByText('This is a common password').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await field(page, 'new-password').fill(newPassword);
    await page.getByText('Very strong').waitFor();
    await page.keyboard.press('Enter');
    await anna.page.getByText('This session was ended. Sign in again.').waitFor(soon);
    await heading(page, 'Your password is changed');
    expect.soft(await axe(page)).toEqual([]);

    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await enter(page, username, anna.password);
    await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor();
    await enter(page, username, newPassword);
    await page.waitForURL((url) => url.pathname === '/');

    await anna.page.goto(link);
    await field(anna.page, 'new-password').fill(newPassword);
    await anna.page.keyboard.press('Enter');
    await heading(anna.page, 'This link does not work any more');
    await anna.page.getByRole('button', { name: 'Send a new link' }).click();
    await heading(anna.page, 'Forgot your password?');
  });
});

describe('too many wrong passwords', () => {
  it('say how long to wait, and give the button back when that is over', async () => {
    const site = await startSite({ config: { rateLimits: 'on' } });
    const { user } = await site.person('anna');
    const { page } = await device({ viewport: sizes.phone, expects: refused });
    await page.clock.install();
    await page.goto(`${site.runtime.url}/sign-in`);
    for (let guess = 1; guess <= 8; guess += 1)
      await site.call('POST', '/v1/auth/login', { body: { username: user.username, password: 'wrong' } });
    await enter(page, user.username, 'wrong');
    await page.getByRole('alert').getByText('Too many attempts. You can try again at').waitFor();
    const paused = page.getByRole('button', { name: /^Again in 1[45]:\d\d$/ });
    expect(await paused.getAttribute('aria-disabled')).toBe('true');
    expect.soft(await axe(page)).toEqual([]);
    await page.clock.fastForward('15:01');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('');
  });
});

describe('the account in the settings', () => {
  it('changes the address and the password', async () => {
    const site = await startSite({ passwords: watchfulPasswords });
    const options = { viewport: sizes.phone, colorScheme: 'dark', expects: refused } as const;
    const anna = await person(site, 'anna', options);
    const { page } = anna;
    await open(page, '/settings');
    await page.getByRole('button', { name: 'E-mail address' }).click();
    await page.getByText('Confirmed').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await field(page, 'email').fill('anna@example.net');
    await field(page, 'password').fill('wrong password');
    await page.keyboard.press('Enter');
    await page.getByText('This is not your current password.').waitFor();
    await field(page, 'password').fill(anna.password);
    await page.keyboard.press('Enter');
    await page.getByText('Check your mail').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Waiting for anna@example.net').waitFor();
    // the link is opened in another tab
    const tab = await anna.tab();
    await openLink(site, tab, '/verify-email', 'anna@example.net');
    await heading(tab, 'Your e-mail address is confirmed');
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    const line = page.getByRole('button', { name: 'E-mail address' });
    await expect.poll(() => line.textContent()).toBe('E-mail addressanna@example.net');

    await page.getByRole('button', { name: 'Password' }).click();
    await field(page, 'password').fill(anna.password);
    await field(page, 'new-password').fill('qwertyuiop');
    await page.keyboard.press('Enter');
    await page.getByText('Take a few words that do not belong together.').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await field(page, 'new-password').fill(newPassword);
    await page.keyboard.press('Enter');
    await page.getByText('Your password is changed').waitFor();
    await page.getByRole('button', { name: 'Devices' }).waitFor();
    const body = { username: anna.user.username, password: newPassword };
    expect((await site.call('POST', '/v1/auth/login', { body })).status).toBe(200);
  });

  it('given another device in the list, signs it out', async () => {
    const site = await startSite();
    const anna = await site.person('anna');
    const phone = await signIn(site, anna, { viewport: sizes.phone, expects: [/401|WebSocket/] });
    const { page } = await signIn(site, anna, { viewport: sizes.desktop });
    await open(page, '/settings');
    await page.getByRole('button', { name: 'Devices' }).click();
    const others = page.getByRole('region', { name: 'Other devices' });
    await others.getByText('Connected now').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    // registering by the API left a session too, of a device that does not say what it is
    await others.getByRole('button', { name: /^Sign out Chrom/ }).click();
    await page.getByRole('heading', { name: /^Sign out Chrom.*\?$/ }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await phone.page.getByText('This session was ended. Sign in again.').waitFor(soon);
    await expect.poll(() => others.getByRole('listitem').count()).toBe(1);
    await others.getByRole('button', { name: 'Sign out Unknown device' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByText('You are signed in here alone.').waitFor();
    // Back leads to the settings, and from there to the chats
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
  });
});
