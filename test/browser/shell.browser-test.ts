import { describe, expect, it } from 'vitest';
import { webHeaders } from '../../shared/platform/web-hosting.ts';
import { axe, device, person, sizes, startSite } from '../support/browser/pages.ts';

describe('the web client', () => {
  it('loads with the headers of CloudFront and nothing in the console', async () => {
    const { runtime } = await startSite();
    const { page } = await device();
    const response = await page.goto(runtime.url);
    expect(response?.status()).toBe(200);
    expect(response?.headers()).toMatchObject(webHeaders());
    await page.getByText('Create an account').waitFor();
  });

  it('keeps its shell in the browser and opens from there when the server is gone', async () => {
    const { runtime, stop } = await startSite();
    // the browser says that it cannot reach the server
    const { page } = await device({ expects: [/Failed to load resource|ERR_CONNECTION_REFUSED/] });
    await page.goto(runtime.url);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await stop();
    await page.reload();
    await page.getByText('Create an account').waitFor();
  });

  it('connects a signed-in person over the policy of the page', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const bob = await site.person('bob');
    const socket = await site.socket(bob);
    await expect
      .poll(async () => {
        const watched = await socket.request<{ users: { online: boolean }[] }>('presence:watch', {
          userIds: [alice.user.id],
        });
        return watched.data?.users[0]?.online;
      })
      .toBe(true);
  });

  it.each(['light', 'dark'] as const)('shows the way in to everyone, in %s colours', async (colorScheme) => {
    const { runtime } = await startSite();
    const { page } = await device({ viewport: sizes.phone, colorScheme });
    for (const path of ['/', '/sign-in', '/register']) {
      await page.goto(runtime.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect.soft(await axe(page), path).toEqual([]);
    }
  });

  it('shows the name of a control while the pointer rests on it or the keyboard is at it', async () => {
    const site = await startSite();
    const { page } = await person(site, 'alice');
    const newChat = page.getByRole('button', { name: 'New chat' });
    // the name itself is not visible text
    const tooltip = page.locator('[class*=tooltip]', { hasText: 'New chat' });
    await newChat.hover();
    await tooltip.waitFor();
    await page.mouse.move(700, 500);
    await tooltip.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Menu' }).focus();
    for (const direction of ['Shift+Tab', 'Tab', 'Tab', 'Tab'] as const) {
      if (await newChat.evaluate((button) => button === document.activeElement)) break;
      await page.keyboard.press(direction);
    }
    await tooltip.waitFor();
    await page.keyboard.press('Escape');
    await tooltip.waitFor({ state: 'detached' });

    await newChat.hover();
    await tooltip.waitFor();
    await page.mouse.down();
    await tooltip.waitFor({ state: 'detached' });
    await page.mouse.up();
  });
});
