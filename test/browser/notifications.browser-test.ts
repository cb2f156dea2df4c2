import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { NotificationPage } from '../../shared/protocol/index.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ });
const screen = (page: Page) => page.getByRole('region', { name: 'Notifications' });
const rows = (page: Page) => screen(page).getByRole('listitem');

const count = async (site: TestBackend, { token }: { token: string }) =>
  (await site.call<NotificationPage>('GET', '/v1/notifications', { token })).body.unreadCount;

/** Forgets what the user was notified of: that they signed in, and of groups. */
async function forgetAll(site: TestBackend, { token }: { token: string }, expected: number): Promise<void> {
  await expect.poll(() => count(site, { token }), { timeout: 10_000 }).toBe(expected);
  const body = { until: new Date(Date.now() + 60_000).toISOString() };
  expect((await site.call('POST', '/v1/notifications/read', { token, body })).status).toBe(200);
}

/** Alice, who is looking at no chat, and Bob, with whom she has a direct one and a group. */
async function world() {
  const site = await startSite();
  const [alice, bob] = [await person(site, 'alice'), await site.person('bob')];
  const { id: direct } = await site.conversation(alice, [bob]);
  const { id: group } = await site.conversation(alice, [bob], 'Team');
  const say = (conversationId: string, text: string) =>
    site.call('POST', `/v1/conversations/${conversationId}/messages`, { token: bob.token, body: { text } });
  await forgetAll(site, alice, 1);
  await alice.page.goto(site.runtime.url);
  await bell(alice.page).waitFor();
  return { site, alice, bob, direct, group, say };
}

describe('notifications in the web client', () => {
  it('given messages elsewhere, counts them at the bell, lists them, and leads to them', async () => {
    const { site, alice, bob, direct, group, say } = await world();
    const { page } = alice;
    await say(direct, 'Are you there?');
    await say(direct, 'Hello?');
    await say(group, `@${alice.user.username} have a look, please`);
    await page.getByRole('button', { name: 'Notifications, 2 new' }).click();
    await expect.poll(() => rows(page).count()).toBe(2);
    const [mention, message] = [rows(page).nth(0), rows(page).nth(1)];
    expect(await mention.innerText()).toMatch(/Team[\s\S]*bob mentioned you[\s\S]*have a look, please/);
    expect(await message.innerText()).toMatch(/bob[\s\S]*2 new messages[\s\S]*Hello\?/);
    await screen(page).getByRole('heading', { name: 'Today' }).waitFor();
    expect.soft(await axe(page)).toEqual([]);

    await mention.getByRole('link').click();
    await page.getByRole('log', { name: /Team/ }).getByText('have a look, please').waitFor();
    // what is on screen is read, and so gone from the list
    await page.getByRole('button', { name: 'Notifications, 1 new' }).waitFor();
    // what is said in a chat that is on screen notifies of nothing
    await say(group, 'Thank you');
    await page.getByRole('log', { name: /Team/ }).getByText('Thank you').waitFor();
    await say(direct, 'One more thing');
    await expect.poll(() => count(site, alice)).toBe(1);

    await bell(page).click();
    await expect.poll(() => rows(page).first().innerText()).toMatch(/3 new messages[\s\S]*One more thing/);
    // by the keyboard alone
    await page.getByRole('button', { name: 'Mark all as read' }).focus();
    await page.keyboard.press('Enter');
    await screen(page).getByText('You have seen everything').waitFor();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    expect(await count(site, alice)).toBe(0);
    expect(bob.user.id).not.toBe(alice.user.id);
  });

  it('given that another device read it, or one is dismissed, shows less on all of them', async () => {
    const { site, alice, direct, group, say } = await world();
    const other = await signIn(site, alice);
    await forgetAll(site, alice, 1);
    for (const { page } of [alice, other]) {
      await bell(page).click();
      await screen(page).getByText('You have seen everything').waitFor();
    }
    await say(direct, 'Over here');
    await say(group, 'To all');
    for (const { page } of [alice, other]) await expect.poll(() => rows(page).count()).toBe(2);
    await site.call('POST', `/v1/conversations/${direct}/read`, { token: alice.token, body: {} });
    for (const { page } of [alice, other]) await expect.poll(() => rows(page).count()).toBe(1);
    await other.page.getByRole('button', { name: 'Mark as read: Team' }).click();
    for (const { page } of [alice, other]) await screen(page).getByText('You have seen everything').waitFor();
  });

  it('given names and texts of any kind, stays in its place on every screen, in light and dark', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice', { hasTouch: true });
    const long = await site.person('bob');
    await site.call('PATCH', '/v1/users/me', {
      token: long.token,
      body: { name: '<b>Bob</b> of the very long name that does not end, W' },
    });
    const { id } = await site.conversation(long, [alice], 'مجموعة العمل');
    const { id: direct } = await site.conversation(long, [alice]);
    const say = (to: string, text: string) =>
      site.call('POST', `/v1/conversations/${to}/messages`, { token: long.token, body: { text } });
    await say(id, `@${alice.user.username} ${'x'.repeat(300)}`);
    await say(id, `@${alice.user.username} مرحبا كيف حالك <img src=x onerror=alert(1)>`);
    await say(direct, 'Many words, one after the other. '.repeat(20));
    await expect.poll(() => count(site, alice), { timeout: 10_000 }).toBe(5);
    const { page } = alice;
    for (const [name, size] of Object.entries(sizes)) {
      await page.setViewportSize(size);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${site.runtime.url}/notifications`);
        await expect.poll(() => rows(page).count()).toBe(5);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect.soft(overflow, `${name} ${colorScheme}`).toBe(0);
        expect.soft(await axe(page), `${name} ${colorScheme}`).toEqual([]);
        if (process.env['SCREENSHOTS']) {
          await page.screenshot({ path: `${process.env['SCREENSHOTS']}/list-${name}-${colorScheme}.png` });
        }
      }
    }
  });

  it('given settings, keeps them on all devices', async () => {
    const { site, alice } = await world();
    const { page } = alice;
    await page.goto(`${site.runtime.url}/settings`);
    await page.getByRole('dialog').getByRole('button', { name: 'Notifications', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Notifications' });
    await dialog.getByLabel('Groups').selectOption('mentions');
    await dialog.getByRole('switch', { name: 'Show what messages say' }).click();
    await dialog.getByRole('switch', { name: 'Quiet hours' }).click();
    await dialog.getByLabel('From').fill('21:30');
    await dialog.getByRole('checkbox', { name: 'Sun' }).uncheck();
    await dialog.getByLabel('Time zone').selectOption('Asia/Tokyo');
    const stored = async () =>
      (await site.call('GET', '/v1/notifications/settings', { token: alice.token })).body;
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    await expect.poll(stored).toEqual({
      preview: 'hidden',
      direct: 'all',
      groups: 'mentions',
      sounds: true,
      quietHours: { from: '21:30', to: '07:00', timeZone: 'Asia/Tokyo', days },
      digest: null,
    });
    for (const [name, size] of Object.entries(sizes)) {
      await page.setViewportSize(size);
      expect.soft(await axe(page), name).toEqual([]);
      if (process.env['SCREENSHOTS']) {
        await page.screenshot({ path: `${process.env['SCREENSHOTS']}/settings-${name}.png` });
      }
    }
    // from another device
    await site.call('PATCH', '/v1/notifications/settings', { token: alice.token, body: { sounds: false } });
    await expect.poll(() => dialog.getByRole('switch', { name: 'Play a sound' }).isChecked()).toBe(false);
    await dialog.getByRole('switch', { name: 'Quiet hours' }).click();
    await expect.poll(stored).toMatchObject({ quietHours: null });
  });
});
