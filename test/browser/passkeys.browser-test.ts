import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, device, person, sizes, startSite } from '../support/browser/pages.ts';

/** Refusals are answered with a status that browsers print. */
const refused = [/status of 401/];

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();

/** A phone's screen lock in the place of the real device: it keeps passkeys, and its user is there unless told otherwise. */
async function authenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return {
    /** Whether its user agrees to what the browser asks. */
    agrees: (enabled: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: enabled }),
    credentials: () => credentialsOf(cdp, authenticatorId),
  };
}

async function credentialsOf(cdp: CDPSession, authenticatorId: string) {
  return (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
}

/** The button alone signs in: browsers that offer passkeys by themselves would be quicker than the test. */
const withoutAutofill = (page: Page) =>
  page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });

async function openPasskeys(page: Page): Promise<void> {
  await page.evaluate(() => history.pushState(null, '', '/settings'));
  await dialog(page).getByRole('button', { name: 'Passkeys' }).click();
  await page.waitForURL('**/settings/passkeys');
}

async function signOut(page: Page): Promise<void> {
  await page.evaluate(() => history.pushState(null, '', '/sign-out'));
  await dialog(page)
    .getByRole('button', { name: /^(Sign out|Abmelden)$/ })
    .click();
  await page.getByRole('button', { name: /^(Create an account|Konto erstellen)$/ }).waitFor();
}

describe('passkeys', () => {
  it('given a desktop, one is added, signs in, cannot be added twice, and is removed', async () => {
    const site = await startSite();
    const { page, password } = await person(site, 'anna', { expects: refused });
    await withoutAutofill(page);
    await page.reload();
    const { agrees, credentials } = await authenticator(page);

    await openPasskeys(page);
    await dialog(page).getByText('A passkey signs you in').waitFor();
    await press(page, 'Add a passkey');
    await dialog(page).locator('input[name=password]').fill('not this');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('This is not your password.').waitFor();
    await dialog(page).locator('input[name=password]').fill(password);
    await agrees(false);
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Try again when you are ready').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await agrees(true);
    await press(page, 'Try again');
    const name = dialog(page).locator('input[name=name]');
    await name.waitFor();
    await expect.poll(() => name.inputValue()).toBe('Linux');
    expect.soft(await axe(page)).toEqual([]);
    await name.fill('My laptop');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Not used yet').waitFor();
    expect(await credentials()).toHaveLength(1);
    expect.soft(await axe(page)).toEqual([]);

    await press(page, 'Add a passkey');
    await dialog(page).locator('input[name=password]').fill(password);
    await page.keyboard.press('Enter');
    await dialog(page).getByText('already has a passkey').waitFor();
    await press(page, 'Cancel');

    await signOut(page);
    await page.goto(`${site.runtime.url}/sign-in`);
    const withPasskey = page.getByRole('button', { name: 'Sign in with a passkey' });
    await agrees(false);
    await withPasskey.click();
    await page.getByText('Try again when you are ready').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await agrees(true);
    await withPasskey.click();
    await page.waitForURL((url) => url.pathname === '/');

    await openPasskeys(page);
    await dialog(page).getByText('Used just now').waitFor();
    await press(page, 'Remove My laptop');
    await dialog(page).locator('input[name=password]').fill(password);
    await press(page, 'Remove');
    await page.getByText('My laptop is removed.').waitFor();
    await signOut(page);
    await page.goto(`${site.runtime.url}/sign-in`);
    await withPasskey.click();
    await page.getByText('This passkey was not accepted').waitFor();
  });

  it('given a phone in German and dark, the browser offers it for the username', async () => {
    const site = await startSite();
    const { page, password } = await person(site, 'bert', {
      viewport: sizes.phone,
      colorScheme: 'dark',
      locale: 'de-DE',
      expects: refused,
    });
    await authenticator(page);
    await openPasskeys(page);
    await press(page, 'Passkey hinzufügen');
    await dialog(page).locator('input[name=password]').fill(password);
    await press(page, 'Weiter');
    await press(page, 'Passkey hinzufügen');
    await dialog(page).getByText('Noch nicht benutzt').waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await signOut(page);
    await page.goto(`${site.runtime.url}/sign-in`);
    // the user of this authenticator takes what is offered at once
    await page.waitForURL((url) => url.pathname === '/');
  });

  it('given an IP address, which no passkey belongs to, says how to open the page', async () => {
    const site = await startSite();
    const { page } = await device();
    await page.goto(`http://127.0.0.1:${site.runtime.port}/sign-in`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('Passkeys do not work at this address').waitFor();
    expect.soft(await axe(page)).toEqual([]);
  });
});
