import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { confirmAddress, startWithProvider } from '../support/accounts/provider-backend.ts';
import { axe, device, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

/** Refusals are answered with a status that browsers print. */
const refused = [/status of (401|403|409|424)/];

/** The page of the provider, on which one chooses who one is. */
async function choose(page: Page, subject: string): Promise<void> {
  await page.waitForURL(/\/interaction\//);
  await page.getByRole('button', { name: subject, exact: true }).click();
}

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name }).click();

describe('signing in with a provider', () => {
  it('given a new user, asks for a username, opens where a link led, and needs no more the next time', async () => {
    const { backend: site, provider } = await startWithProvider({}, startSite);
    provider.users.set('ann', { email: 'ann@example.org', email_verified: true, name: 'Ann Lee' });
    const { page } = await device();
    await page.goto(`${site.runtime.url}/settings/devices`);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByRole('button', { name: 'Continue with Test' }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continue with Test' }).click();
    await choose(page, 'ann');
    await page.getByRole('heading', { name: 'Choose your username' }).waitFor();
    // neither the code nor the state stays in the address
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/auth/callback');
    await page.getByText('ann@example.org').waitFor();
    await expect.poll(() => page.locator('input[name=username]').inputValue()).toBe('ann');
    await expect.poll(() => page.locator('input[name=name]').inputValue()).toBe('Ann Lee');
    await page.getByText('ann is free.').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/settings/devices');

    const { page: other } = await device();
    await other.goto(`${site.runtime.url}/sign-in`);
    await other.getByRole('button', { name: 'Continue with Test' }).click();
    await choose(other, 'ann');
    await other.waitForURL((url) => url.pathname === '/');
    // the way back does not lead into what is finished
    await other.reload();
    expect(new URL(other.url()).pathname).toBe('/');
  });

  it('given a phone in German and dark, says calmly what did not work, and signs in by a proved address', async () => {
    const { backend: site, provider } = await startWithProvider({}, startSite);
    const bert = await site.person('bert');
    await confirmAddress(site, bert);
    provider.users.set('bert', { email: bert.user.email, email_verified: true });
    provider.users.set('unproved', { email: 'x@example.org', email_verified: false });
    const { page, context } = await device({
      viewport: sizes.phone,
      colorScheme: 'dark',
      locale: 'de-DE',
      expects: refused,
    });
    const begin = () => page.getByRole('button', { name: 'Weiter mit Test' }).click();
    await page.goto(`${site.runtime.url}/sign-in`);
    await begin();
    await choose(page, 'Cancel');
    await page.getByText('Du hast bei Test abgebrochen.').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Zurück zur Anmeldung' }).click();
    await begin();
    await choose(page, 'unproved');
    await page.getByText('Der Anbieter hat deine E-Mail-Adresse nicht bestätigt.').waitFor();
    await page.getByRole('button', { name: 'Zurück zur Anmeldung' }).click();
    // at the provider, one stays signed in
    await context.clearCookies();
    // an answer that this tab did not ask for
    await page.goto(`${site.runtime.url}/auth/callback?code=x&state=y`);
    await page.waitForURL('**/sign-in');
    await begin();
    await choose(page, 'bert');
    await page.waitForURL((url) => url.pathname === '/');
  });

  it('given a signed-in user, connects an account in the settings and disconnects it', async () => {
    const { backend: site, provider } = await startWithProvider({}, startSite);
    provider.users.set('work', { email: 'work@example.org', email_verified: true });
    const { page, password } = await person(site, 'cleo', { expects: refused });
    await page.evaluate(() => history.pushState(null, '', '/settings'));
    await press(page, 'Connected accounts');
    await press(page, 'Connect Test');
    await dialog(page).locator('input[name=password]').fill(password);
    await press(page, 'Continue');
    await choose(page, 'work');
    await page.waitForURL('**/settings/providers');
    await page.getByText('Test signs you in now.').waitFor();
    await dialog(page).getByRole('listitem').getByText('Test', { exact: true }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await press(page, 'Disconnect Test');
    await dialog(page).locator('input[name=password]').fill(password);
    await press(page, 'Disconnect');
    await page.getByText('Test is disconnected.').waitFor();
    await dialog(page).getByRole('listitem').waitFor({ state: 'detached' });
  });

  it('given no provider, shows nothing of them', async () => {
    const site = await startSite();
    const { page } = await signIn(site, await site.person('dora'));
    await page.evaluate(() => history.pushState(null, '', '/settings'));
    await dialog(page).getByText('Passkeys').waitFor();
    expect(await dialog(page).getByText('Connected accounts').count()).toBe(0);
  });
});
