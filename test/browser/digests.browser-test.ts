import { createHash, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { NotificationSettings } from '../../shared/protocol/index.ts';
import type { Person, TestBackend } from '../support/backend/runtime.ts';
import { axe, device, person, sizes, startSite } from '../support/browser/pages.ts';

const start = () => startSite({ config: { digests: 'on' } });

const chosen = async (site: TestBackend, { token }: Pick<Person, 'token'>) =>
  (await site.call<NotificationSettings>('GET', '/v1/notifications/settings', { token })).body.digest;

/** The page that a link of a digest to this user leads to. */
async function linkTo(site: TestBackend, { user }: Pick<Person, 'user'>): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest('base64url');
  await site.runtime.app.notifications.keepUnsubscription(hash, user.id, Date.now());
  return `${site.runtime.url}/unsubscribe#token=${token}`;
}

/** Looks at what is on screen in every size, light and dark. */
async function look(page: Page, what: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect.soft(await axe(page), `${what} ${name} ${colorScheme}`).toEqual([]);
      if (folder !== undefined) {
        await page.screenshot({ path: `${folder}/${what}-${name}-${colorScheme}.png` });
      }
    }
  }
}

describe('digests in the web client', () => {
  it('given a choice in the settings, keeps after how long they are mailed', async () => {
    const site = await start();
    const alice = await person(site, 'alice');
    const { page } = alice;
    await page.goto(`${site.runtime.url}/settings/notifications`);
    const dialog = page.getByRole('dialog', { name: 'Notifications' });
    const select = dialog.getByLabel('E-mail me what I missed');
    expect(await select.inputValue()).toBe('1h');
    await select.scrollIntoViewIfNeeded();
    await look(page, 'digest-setting');
    await select.selectOption('After 1 day away');
    await expect.poll(() => chosen(site, alice)).toBe('24h');
    // by the keyboard
    await select.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => chosen(site, alice)).toBe('off');
    // from another device
    await site.call('PATCH', '/v1/notifications/settings', { token: alice.token, body: { digest: '6h' } });
    await expect.poll(() => select.inputValue()).toBe('6h');
  });

  it('given the link of a digest, asks, and turns them off for a reader who is not signed in', async () => {
    const site = await start();
    const bob = await site.person('bob');
    const { page } = await device();
    await page.goto(await linkTo(site, bob));
    await page.getByRole('heading', { name: 'Stop these e-mails?' }).waitFor();
    // the token is not left in the address
    expect(new URL(page.url()).hash).toBe('');
    await look(page, 'unsubscribe');
    expect(await chosen(site, bob)).toBe('1h');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You will get no more of them' }).waitFor();
    expect(await chosen(site, bob)).toBe('off');
    await look(page, 'unsubscribed');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('given a link that is wrong or incomplete, says calmly what else there is, also in German', async () => {
    const site = await start();
    const { page } = await device({ locale: 'de-DE', expects: [/status of 400/] });
    await page.goto(`${site.runtime.url}/unsubscribe`);
    await page.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' }).waitFor();
    await page.goto(`${site.runtime.url}/unsubscribe#token=wrong`);
    await page.getByRole('button', { name: 'Diese E-Mails abbestellen' }).click();
    await page.getByText('Er ist zu alt oder unvollständig.').waitFor();
    await look(page, 'unsubscribe-invalid');
  });
});
