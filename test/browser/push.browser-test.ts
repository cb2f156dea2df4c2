import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewPush } from '../../client/push/index.ts';
import type { NotificationPage } from '../../shared/protocol/index.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { findNotifyingChromium } from '../support/browser/chromium.ts';
import {
  answerPermission,
  lookAway,
  noticesOf,
  setPermission,
  startNotifyingBrowser,
} from '../support/browser/notifying.ts';
import { axe, person, sizes, startSite, type PageOptions } from '../support/browser/pages.ts';

/** Without one, this machine cannot try it: the shell without windows shows no notifications. */
const canNotify = findNotifyingChromium(process.env) !== undefined;

let browser: Promise<Browser>;
beforeAll(() => {
  if (canNotify) browser = startNotifyingBrowser(process.env);
});
afterAll(async () => {
  if (canNotify) await (await browser).close();
});

/** Browsers without a push service, as here, say so themselves. */
const noPushService = /does not support the Push API in incognito mode/;

const card = (page: Page) => page.getByRole('region', { name: 'Do not miss an answer' });
const settings = (page: Page) => page.getByRole('dialog', { name: 'Notifications' });
const deviceSwitch = (page: Page) => settings(page).getByRole('switch', { name: 'Show notifications' });

/** Alice, who looks at no chat, and Bob, with whom she has a direct one and a group. */
async function world({
  permission = 'prompt',
  ...options
}: PageOptions & { permission?: 'prompt' | 'granted' | 'denied' } = {}) {
  const site = await startSite();
  const { url } = site.runtime;
  const alice = await person(site, 'alice', { expects: [noPushService], browser, ...options });
  const bob = await site.person('bob');
  const { id: direct } = await site.conversation(alice, [bob]);
  const { id: group } = await site.conversation(alice, [bob], 'Team');
  await setPermission(alice, url, permission);
  const say = async (conversationId: string, text: string) => {
    const body = { text };
    const { status } = await site.call('POST', `/v1/conversations/${conversationId}/messages`, {
      token: bob.token,
      body,
    });
    expect(status).toBe(201);
  };
  const notices = await noticesOf(alice, url);
  return { site, url, alice, bob, direct, group, say, notices };
}

type World = Awaited<ReturnType<typeof world>>;

/** A page that shows its chats, of which none is open. */
async function open({ alice, url }: Pick<World, 'alice' | 'url'>, path = '/'): Promise<void> {
  await alice.page.goto(`${url}${path}`);
  await alice.page.getByRole('button', { name: /^Notifications/ }).waitFor();
}

/** Alice has turned notifications on, without a push service. */
async function turnedOn(options?: PageOptions): Promise<World> {
  const made = await world({ ...options, permission: 'granted' });
  const { page } = made.alice;
  await page.goto(`${made.url}/settings/notifications`);
  await deviceSwitch(page).click();
  await expect.poll(() => deviceSwitch(page).isChecked()).toBe(true);
  await settings(page).getByText('this browser cannot be reached').waitFor();
  await open(made);
  return made;
}

const waiting = async (site: TestBackend, { token }: { token: string }) =>
  (await site.call<NotificationPage>('GET', '/v1/notifications', { token })).body;

const pushTo = (
  userId: string,
  { body, ...more }: Partial<NewPush['notification']> & { body?: string } = {},
): NewPush => ({
  type: 'new',
  recipientId: userId,
  silent: false,
  unreadCount: 1,
  title: 'Bob',
  ...(body !== undefined && { body }),
  notification: { id: 'ntf_1', kind: 'message', createdAt: new Date().toISOString(), ...more },
});

describe.skipIf(!canNotify)('notifications of the system, in a Chromium that shows them', () => {
  it('offers them once there is something to be notified of, and not for a while after Not now', async () => {
    const made = await world();
    const { alice, direct, say } = made;
    const { page } = alice;
    await open(made);
    await page.getByRole('link', { name: /bob/ }).waitFor();
    expect(await card(page).count()).toBe(0);
    await say(direct, 'Are you there?');
    await card(page).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await card(page).getByRole('button', { name: 'Not now' }).click();
    await card(page).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('link', { name: /Are you there/ }).waitFor();
    // what is below it has loaded its own part of the page by now
    await page.getByRole('button', { name: 'Notifications, 2 new' }).waitFor();
    expect(await card(page).count()).toBe(0);
  });

  it('offers them after the user has sent something, and turns them on where the browser has no push service', async () => {
    const made = await world();
    const { alice, url, direct, bob, say, site, notices } = made;
    const { page } = alice;
    await answerPermission(alice, url, 'granted');
    await open(made, `/c/${direct}`);
    await page.getByRole('textbox', { name: /Message/ }).fill('Hello');
    await page.keyboard.press('Enter');
    await card(page).getByRole('button', { name: 'Turn on notifications' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Notifications are on.').waitFor();
    await card(page).waitFor({ state: 'detached' });
    expect(bob.user.id).not.toBe(alice.user.id);

    await page.goto(`${url}/settings/notifications`);
    await settings(page).getByText('While ChatFlow is open in a tab.').waitFor();
    expect(await deviceSwitch(page).isChecked()).toBe(true);
    expect.soft(await axe(page)).toEqual([]);
    // turned off, nothing is shown, and it is not offered again
    await deviceSwitch(page).click();
    await expect.poll(() => deviceSwitch(page).isChecked()).toBe(false);
    await open(made);
    await lookAway(alice);
    await say(direct, 'Are you there?');
    await page.getByRole('button', { name: 'Notifications, 2 new' }).waitFor();
    expect(await notices.shown()).toEqual([]);
    expect(await card(page).count()).toBe(0);
    expect((await waiting(site, alice)).unreadCount).toBe(2);
  });

  it('shows what happens while the user does not look, once for each chat, and not while they do', async () => {
    const { site, alice, direct, group, say, notices } = await turnedOn();
    const { page } = alice;
    await say(group, 'While you look');
    await page.getByRole('button', { name: 'Notifications, 2 new' }).waitFor();
    expect(await page.title()).toBe('(1) ChatFlow');
    expect(await notices.shown()).toEqual([]);

    await lookAway(alice);
    await say(direct, 'Are <b>you</b> there?');
    await expect
      .poll(notices.shown)
      .toEqual([
        { title: 'bob', body: 'Are <b>you</b> there?', tag: `conversation ${direct}`, silent: false },
      ]);
    // a mention takes the place of what is shown of the same chat
    await say(group, `@${alice.user.username} please`);
    await expect.poll(notices.shown).toMatchObject([{}, {}]);
    const ofGroup = (await notices.shown()).find(({ tag }) => tag === `conversation ${group}`);
    expect(ofGroup?.title).toBe('Team');
    expect(ofGroup?.body).toBe(`You were mentioned\n\u2068bob\u2069: @${alice.user.username} please`);
    await expect.poll(() => page.title()).toBe('(3) ChatFlow');
    await expect.poll(() => page.locator('link[rel=icon]').getAttribute('href')).toBe('/icon-unread.svg');

    // read on another device
    await site.call('POST', `/v1/conversations/${direct}/read`, { token: alice.token, body: {} });
    await expect
      .poll(async () => (await notices.shown()).map(({ tag }) => tag))
      .toEqual([`conversation ${group}`]);
    await site.call('POST', '/v1/notifications/read', {
      token: alice.token,
      body: { until: new Date(Date.now() + 60_000).toISOString() },
    });
    await expect.poll(notices.shown).toEqual([]);
    await expect.poll(() => page.locator('link[rel=icon]').getAttribute('href')).toBe('/icon.svg');
  });

  it('shows nothing twice in two tabs, and nothing at all while the user looks at one of them', async () => {
    const { alice, url, direct, group, say, notices } = await turnedOn();
    const second = { ...alice, page: await alice.tab() };
    await second.page.goto(`${url}/`);
    await second.page.getByRole('button', { name: /^Notifications/ }).waitFor();
    await lookAway(alice);
    await say(group, 'You look at the other tab');
    for (const { page } of [alice, second])
      await page.getByRole('button', { name: 'Notifications, 2 new' }).waitFor();
    await lookAway(second);
    await say(direct, 'Now you look at none');
    await expect.poll(notices.shown).toMatchObject([{ body: 'Now you look at none' }]);
  });

  it('shows pushes without a page, in the place of older ones, and closes what was seen elsewhere', async () => {
    const { alice, url, direct, notices } = await world({ permission: 'granted' });
    const { page } = alice;
    const { id } = alice.user;
    await page.goto('about:blank');
    await notices.push(pushTo(id, { conversationId: direct, seq: 1, body: 'One' }));
    await expect.poll(notices.shown).toMatchObject([{ title: 'Bob', body: 'One' }]);
    await notices.push(pushTo(id, { conversationId: direct, seq: 2, id: 'ntf_2', body: 'Two' }));
    await expect.poll(notices.shown).toMatchObject([{ title: 'Bob', body: 'Two' }]);
    await notices.push(pushTo(id, { conversationId: 'con_other', id: 'ntf_3' }));
    await expect.poll(notices.shown).toMatchObject([{}, {}]);
    // of another account, which was signed in here before
    await notices.push(pushTo('usr_other', { conversationId: 'con_secret', id: 'ntf_4', body: 'A secret' }));
    await notices.push({ type: 'cleared', recipientId: id, ids: ['ntf_2', 'ntf_4'], unreadCount: 1 });
    await expect.poll(notices.shown).toMatchObject([{ tag: 'conversation con_other', body: 'New message' }]);
    // what cannot be read is shown as that
    await notices.push('{"type":"of a later version"}');
    await expect.poll(notices.shown).toMatchObject([{}, { title: 'ChatFlow', body: 'New message' }]);
    expect(JSON.stringify(await notices.shown())).not.toContain('secret');
    // the page closes what does not wait any more
    await page.goto(`${url}/settings/notifications`);
    await deviceSwitch(page).click();
    await page.goto(`${url}/`);
    await expect.poll(notices.shown).toEqual([]);
  });

  it('leads to the message that was chosen, in the page that is there', async () => {
    const { alice, site, direct, say, notices } = await turnedOn();
    const { page } = alice;
    await say(direct, 'The one that matters');
    for (let n = 0; n < 40; n += 1) await say(direct, `And number ${n}`);
    const { items } = await waiting(site, alice);
    const about = items.find(({ conversationId }) => conversationId === direct);
    await lookAway(alice);
    await notices.push(
      pushTo(alice.user.id, {
        conversationId: direct,
        seq: (about?.message?.seq ?? 41) - 40,
        id: about?.id ?? '',
      }),
    );
    await expect.poll(notices.shown).toMatchObject([{ tag: `conversation ${direct}` }]);
    await notices.choose(`conversation ${direct}`);
    await page.waitForURL(`**/c/${direct}`);
    await expect.poll(() => page.getByRole('log').getByText('The one that matters').isVisible()).toBe(true);
    expect(await notices.shown()).toEqual([]);
  });

  it('opens at the message that an address names, as a notification opens it', async () => {
    const { alice, url, direct, say } = await world();
    const { page } = alice;
    for (let n = 1; n <= 60; n += 1) await say(direct, `Number ${n}.`);
    await page.goto(`${url}/c/${direct}#message-2`);
    await page.waitForURL(`${url}/c/${direct}`);
    await expect
      .poll(() => page.getByRole('log').getByText('Number 1.', { exact: true }).isVisible())
      .toBe(true);
  });

  it('says how to allow them where the browser blocks them, on a phone in German and in the dark', async () => {
    const made = await world({
      viewport: sizes.phone,
      locale: 'de-DE',
      colorScheme: 'dark',
      hasTouch: true,
    });
    const { alice, url, direct, say } = made;
    const { page } = alice;
    await answerPermission(alice, url, 'denied');
    await page.goto(`${url}/`);
    await say(direct, 'Hallo?');
    const offer = page.getByRole('region', { name: 'Verpasse keine Antwort' });
    await offer.waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await screenshot(page, 'card-phone-de-dark');
    await offer.getByRole('button', { name: 'Einschalten' }).click();
    await page.getByRole('status').getByText('Dein Browser blockiert Benachrichtigungen').waitFor();
    await offer.waitFor({ state: 'detached' });
    await page.goto(`${url}/settings/notifications`);
    const dialog = page.getByRole('dialog', { name: 'Benachrichtigungen' });
    await dialog.getByText('über das Symbol neben der Adresse').waitFor();
    expect(await dialog.getByRole('switch', { name: 'Benachrichtigungen zeigen' }).count()).toBe(0);
    await dialog.getByRole('switch', { name: 'Ton abspielen' }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await screenshot(page, 'blocked-phone-de-dark');
    // allowed there meanwhile
    await setPermission(alice, url, 'granted');
    await dialog.getByRole('switch', { name: 'Benachrichtigungen zeigen' }).waitFor();
  });

  it('subscribes with the key of the server, tells it once, and leaves nothing behind after signing out', async () => {
    const { alice, url, site, notices } = await world({ permission: 'granted' });
    const { page } = alice;
    // a push service, as browsers of users have one
    await alice.context.addInitScript(() => {
      const stored = () => localStorage.getItem('test subscription');
      const asSubscription = (endpoint: string) => ({
        endpoint,
        options: {
          applicationServerKey: Uint8Array.from(
            JSON.parse(localStorage.getItem('test key') ?? '[]') as number[],
          ).buffer,
        },
        toJSON: () => JSON.parse(localStorage.getItem('test json') ?? '{}') as unknown,
        unsubscribe: async () => {
          localStorage.removeItem('test subscription');
          return true;
        },
      });
      Object.assign(PushManager.prototype, {
        getSubscription: async () => {
          const endpoint = stored();
          return endpoint === null ? null : asSubscription(endpoint);
        },
        subscribe: async ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
          const base64url = (bytes: ArrayBuffer) =>
            btoa(String.fromCharCode(...new Uint8Array(bytes)))
              .replaceAll('+', '-')
              .replaceAll('/', '_')
              .replaceAll('=', '');
          const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
            'deriveBits',
          ]);
          const endpoint = `https://push.example.com/${crypto.randomUUID()}`;
          const keys = {
            p256dh: base64url(await crypto.subtle.exportKey('raw', pair.publicKey)),
            auth: base64url(crypto.getRandomValues(new Uint8Array(16)).buffer),
          };
          localStorage.setItem('test json', JSON.stringify({ endpoint, expirationTime: null, keys }));
          localStorage.setItem('test key', JSON.stringify([...applicationServerKey]));
          localStorage.setItem('test subscription', endpoint);
          return asSubscription(endpoint);
        },
      });
    });
    const calls: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/v1/push/'))
        calls.push(`${response.request().method()} ${pathname} ${response.status()}`);
    });
    await page.goto(`${url}/settings/notifications`);
    await deviceSwitch(page).click();
    await settings(page).getByText('Also while ChatFlow is closed.').waitFor();
    await expect.poll(() => calls).toEqual(['GET /v1/push/key 200', 'PUT /v1/push/subscriptions 204']);
    const { body: key } = await site.call<{ publicKey: string }>('GET', '/v1/push/key', {
      token: alice.token,
    });
    const used = await page.evaluate(() => JSON.parse(localStorage.getItem('test key') ?? '[]') as number[]);
    expect(Buffer.from(used).toString('base64url')).toBe(key.publicKey);
    // a start finds everything as it was
    await page.reload();
    await settings(page).getByText('Also while ChatFlow is closed.').waitFor();
    expect(calls).toHaveLength(2);
    // the browser dropped it
    await page.evaluate(() => localStorage.removeItem('test subscription'));
    await page.reload();
    await expect
      .poll(() => calls.slice(2))
      .toEqual(['GET /v1/push/key 200', 'PUT /v1/push/subscriptions 204']);

    await page.goto('about:blank');
    await notices.push(pushTo(alice.user.id, { conversationId: 'con_1', body: 'Before signing out' }));
    await expect.poll(notices.shown).toHaveLength(1);
    await page.goto(`${url}/sign-out`);
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Create an account').waitFor();
    await expect.poll(() => page.evaluate(() => localStorage.getItem('test subscription'))).toBe(null);
    await expect.poll(notices.shown).toEqual([]);
    await notices.push(pushTo(alice.user.id, { conversationId: 'con_1', id: 'ntf_9', body: 'A secret' }));
    await notices.push(pushTo(alice.user.id, { conversationId: 'con_1', id: 'ntf_9', body: 'A secret' }));
    expect(await notices.shown()).toEqual([]);
  });

  it('fits every screen, in light and dark', async () => {
    const made = await world({ hasTouch: true });
    const { alice, url, direct, say } = made;
    const { page } = alice;
    await say(direct, 'x'.repeat(300));
    const onEach = async (place: string) => {
      for (const [name, size] of Object.entries(sizes)) {
        await page.setViewportSize(size);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect.soft(overflow, `${place} ${name} ${colorScheme}`).toBe(0);
          expect.soft(await axe(page), `${place} ${name} ${colorScheme}`).toEqual([]);
          await screenshot(page, `${place}-${name}-${colorScheme}`);
        }
      }
    };
    await page.goto(`${url}/`);
    await card(page).waitFor();
    await onEach('card');
    await page.goto(`${url}/settings/notifications`);
    await deviceSwitch(page).waitFor();
    await settings(page).getByRole('switch', { name: 'Play a sound' }).waitFor();
    await onEach('device');
  });
});

async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}
