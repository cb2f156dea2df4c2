import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, device, person, signIn, sizes, startSite } from '../support/browser/pages.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Refusals are answered with a status that browsers print. */
const refused = [/status of 401/];

const codeOf = (secret: string, at: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name }).click();

async function openSecurity(page: Page): Promise<void> {
  await page.evaluate(() => history.pushState(null, '', '/settings'));
  await press(page, 'Two-step sign-in');
  await page.waitForURL('**/settings/security');
}

/** Turns it on as a person does. Returns the secret, and the recovery codes. */
async function turnOn(page: Page, password: string, now: () => number) {
  await openSecurity(page);
  await press(page, 'Turn on');
  await dialog(page).locator('input[name=password]:focus').waitFor();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await dialog(page).locator('svg[role=img] path').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  const secret = (await dialog(page).locator('code').innerText()).replaceAll(' ', '');
  await dialog(page).locator('input[name=code]:focus').waitFor();
  await page.keyboard.type(codeOf(secret, now()));
  await page.keyboard.press('Enter');
  await dialog(page).locator('li code').first().waitFor();
  const recoveryCodes = await dialog(page).locator('li code').allInnerTexts();
  expect.soft(await axe(page)).toEqual([]);
  return { secret, recoveryCodes };
}

describe('two-step sign-in', () => {
  it('given a desktop, is turned on by a code, asked for at the sign-in, and turned off', async () => {
    const clock = new ManualClock();
    const site = await startSite({ clock });
    const { page, user, password } = await person(site, 'anna', { expects: refused });
    const { secret, recoveryCodes } = await turnOn(page, password, () => clock.now());
    expect(recoveryCodes).toHaveLength(10);
    const download = page.waitForEvent('download');
    await press(page, 'Download');
    expect((await download).suggestedFilename()).toBe('chatflow-recovery-codes.txt');
    await press(page, 'I have kept them');
    await dialog(page).getByText('10 codes left').waitFor();
    expect.soft(await axe(page)).toEqual([]);

    const { page: other } = await device({ expects: refused });
    await other.goto(`${site.runtime.url}/sign-in`);
    await other.locator('input[name=username]').fill(user.username);
    await other.locator('input[name=password]').fill(password);
    await other.keyboard.press('Enter');
    const field = other.locator('input[name=code]');
    await field.waitFor();
    expect.soft(await axe(other)).toEqual([]);
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
    await other.keyboard.type(codeOf(secret, clock.now() - 240_000));
    await other.keyboard.press('Enter');
    await other.getByText('about 4 minutes behind').waitFor();
    // back and forth loses nothing
    await other.getByRole('button', { name: 'Back' }).click();
    expect(await other.locator('input[name=username]').inputValue()).toBe(user.username);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    clock.advance(30_000);
    await field.fill(codeOf(secret, clock.now()));
    await other.keyboard.press('Enter');
    await other.waitForURL((url) => url.pathname === '/');

    await page.evaluate(() => history.pushState(null, '', '/settings/password'));
    await dialog(page).locator('input[name=password]').fill(password);
    const changed = 'seven purple umbrellas';
    await dialog(page).getByLabel('New password').fill(changed);
    await press(page, 'Change password');
    clock.advance(30_000);
    await dialog(page).locator('input[name=code]').fill(codeOf(secret, clock.now()));
    await press(page, 'Change password');
    await page.getByText('Your password is changed').waitFor();

    await page.evaluate(() => history.pushState(null, '', '/settings/security'));
    clock.advance(30_000);
    await press(page, 'Turn off');
    await dialog(page).locator('input[name=password]').fill(changed);
    await dialog(page).locator('input[name=code]').fill(codeOf(secret, clock.now()));
    await press(page, 'Turn off');
    await dialog(page).getByText('Two-step sign-in is off', { exact: true }).waitFor();
  });

  it('given a phone in German and dark, signs in by a recovery code and gets new ones by another', async () => {
    const clock = new ManualClock();
    const site = await startSite({ clock });
    const { page: first, user, password } = await person(site, 'bert');
    const { recoveryCodes } = await turnOn(first, password, () => clock.now());
    const [one = '', two = ''] = recoveryCodes;

    const { page } = await device({
      viewport: sizes.phone,
      colorScheme: 'dark',
      locale: 'de-DE',
      expects: refused,
    });
    await page.goto(`${site.runtime.url}/sign-in`);
    await page.locator('input[name=username]').fill(user.username);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Stattdessen einen Wiederherstellungscode nehmen' }).click();
    await page.keyboard.type(one.toUpperCase());
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');

    await page.evaluate(() => history.pushState(null, '', '/settings/security'));
    await dialog(page).getByText('Noch 9 Codes').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await press(page, 'Neue Codes');
    await dialog(page).locator('input[name=password]').fill('wrong');
    await dialog(page).locator('input[name=code]').fill('000000');
    await press(page, 'Neue Codes');
    await dialog(page).getByText('Das ist nicht dein Passwort.').waitFor();
    expect(await dialog(page).locator('input[name=code]').inputValue()).toBe('000000');
    await dialog(page).locator('input[name=password]').fill(password);
    await press(page, 'Stattdessen einen Wiederherstellungscode nehmen');
    await dialog(page).locator('input[name=code]').fill(two);
    await press(page, 'Neue Codes');
    await dialog(page).locator('li code').first().waitFor();
    expect(await dialog(page).locator('li code').allInnerTexts()).not.toContain(two);
    expect.soft(await axe(page)).toEqual([]);
  });

  it('given an administrator, says that the role takes it, and does not let the last factor go', async () => {
    const clock = new ManualClock();
    const site = await startSite({ clock });
    const anna = await site.person('anna');
    await site.commands.roles({ username: anna.user.username, role: 'admin' });
    const { page, password } = await signIn(site, anna, { expects: [/status of 40[13]/] });
    const { secret } = await turnOn(page, password, () => clock.now());
    await press(page, 'I have kept them');
    await dialog(page)
      .getByText(/^Your role counts only while/)
      .waitFor();
    await press(page, 'Turn off');
    await dialog(page).locator('input[name=password]').fill(password);
    clock.advance(30_000);
    await dialog(page).locator('input[name=code]').fill(codeOf(secret, clock.now()));
    await page.keyboard.press('Enter');
    await dialog(page)
      .getByRole('alert')
      .getByText(/^Your role takes a second factor/)
      .waitFor();
    expect.soft(await axe(page)).toEqual([]);
  });
});
