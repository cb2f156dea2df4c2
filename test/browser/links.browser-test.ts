import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { FetchedPage, PageRefusal, Ports } from '../../shared/platform/ports.ts';
import type { Message, SentReply } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');
const line = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text });

const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#2f6f5e' } })
    .jpeg()
    .toBuffer();

/** A site on which pages of the web say what is listed. */
const siteWith = (pages: Readonly<Record<string, FetchedPage>>) =>
  startSite({
    config: { linkPreviews: 'on' },
    wrapPorts: (ports: Ports) => ({
      ...ports,
      pages: {
        fetch: (address): Promise<FetchedPage | PageRefusal> =>
          Promise.resolve(pages[address] ?? 'unreachable'),
      },
    }),
  });

async function say(site: TestBackend, by: Person, id: string, text: string): Promise<number> {
  const path = `/v1/conversations/${id}/messages`;
  return (await site.call<SentReply>('POST', path, { token: by.token, body: { text } })).body.seq;
}

/** Until the preview of a message is there, with its picture if it has one. */
async function previewed(site: TestBackend, by: Person, id: string, seq: number): Promise<void> {
  const path = `/v1/conversations/${id}/messages/${seq}`;
  const get = async () => (await site.call<Message>('GET', path, { token: by.token })).body.preview;
  await expect.poll(async () => (await get())?.title).toBeDefined();
  await expect.poll(async () => (await get())?.media?.state ?? 'ready', { timeout: 10_000 }).toBe('ready');
}

const article: FetchedPage = {
  title: 'How a bridge of ropes is rebuilt every summer',
  description:
    'Four villages weave it of grass, over a river that no one crosses otherwise, and let the old one fall.',
  siteName: 'The Long Read',
};

it('given a link, shows what its page says below the text on each device, and keeps the place of who reads above', async () => {
  const url = 'https://www.long-read.net/bridge';
  const site = await siteWith({
    [url]: { ...article, picture: { contentType: 'image/jpeg', bytes: await photo(1_200, 630) } },
  });
  const ann = await person(site, 'ann');
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob], 'Team');
  for (let n = 1; n <= 60; n += 1) await say(site, bob, id, `Line ${n}\nof two`);
  await site.call('POST', `/v1/conversations/${id}/read`, { token: ann.token });
  const { page } = ann;
  await page.goto(`${site.runtime.url}/c/${id}`);
  await log(page).getByText('Line 60').waitFor();

  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(`Have you read ${url}?`);
  await page.keyboard.press('Enter');
  const card = line(page, 'Have you read').getByRole('link', { name: article.title });
  await card.waitFor();
  // it pushes what is above up, and the end stays in sight
  await expect
    .poll(() => card.evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight))
    .toBe(true);
  expect(await card.getAttribute('href')).toBe(url);
  expect(await card.getAttribute('target')).toBe('_blank');
  expect(await card.getAttribute('rel')).toContain('noopener noreferrer');
  await expect
    .poll(() =>
      card
        .locator('img')
        .last()
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBeGreaterThan(0);
  expect(await card.innerText()).toContain('long-read.net');
  expect.soft(await axe(page)).toEqual([]);

  // one reads further up while one comes below: nothing moves
  await log(page).hover();
  await page.mouse.wheel(0, -3_000);
  const top = line(page, 'Line 20');
  await top.scrollIntoViewIfNeeded();
  const before = await top.evaluate((one) => one.getBoundingClientRect().top);
  const seq = await say(site, bob, id, url);
  await previewed(site, bob, id, seq);
  expect(Math.abs((await top.evaluate((one) => one.getBoundingClientRect().top)) - before)).toBeLessThan(2);
});

it('given an own message, removes its preview by the menu for all, and no one else can', async () => {
  const url = 'https://www.long-read.net/bridge';
  const site = await siteWith({ [url]: article });
  const ann = await person(site, 'ann');
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  await previewed(site, ann, id, await say(site, ann, id, url));
  for (const { page } of [ann, bob]) {
    await page.goto(`${site.runtime.url}/c/${id}`);
    await log(page).getByRole('link', { name: article.title }).waitFor();
  }
  // on a link, the right button is the browser's own
  const openMenu = async (page: Page) => {
    await line(page, url).hover();
    await line(page, url).getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Save', exact: true }).waitFor();
  };
  await openMenu(bob.page);
  expect(await bob.page.getByRole('menuitem', { name: 'Remove preview' }).count()).toBe(0);
  await bob.page.keyboard.press('Escape');
  await openMenu(ann.page);
  await ann.page.getByRole('menuitem', { name: 'Remove preview' }).click();
  await ann.page.getByText('The preview is gone, for everyone.').waitFor();
  for (const { page } of [ann, bob])
    await expect.poll(() => log(page).getByRole('link', { name: article.title }).count()).toBe(0);
});

it('given hostile and long pages, shows text alone, where the link leads, and nothing that is wider than the screen', async () => {
  const pages = {
    'https://good.net/markup': {
      title: '<img src=x onerror=alert(1)> & <b>bold</b>',
      description: '</span><script>alert(2)</script>',
      siteName: 'Your bank — www.your-bank.com',
    },
    'https://good.net/long': {
      title: 'x'.repeat(200),
      description: 'y'.repeat(300),
      siteName: 'z'.repeat(100),
    },
    'https://good.net/rtl': {
      title: 'كيف يُعاد بناء جسر الحبال كل صيف',
      description: 'أربع قرى تنسجه من العشب',
      siteName: 'القراءة الطويلة',
    },
    'https://good.net/small': {
      ...article,
      picture: { contentType: 'image/jpeg' as const, bytes: await photo(200, 200) },
    },
    'https://good.net/title': { title: 'Only a title' },
  };
  const site = await siteWith(pages);
  const ann = await person(site, 'ann', { viewport: sizes.phone, hasTouch: true });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob], 'Team');
  for (const url of Object.keys(pages)) await previewed(site, bob, id, await say(site, bob, id, url));
  const { page } = ann;
  await page.goto(`${site.runtime.url}/c/${id}`);
  await log(page).getByText('Only a title').waitFor();
  await log(page).getByText('<b>bold</b>').waitFor();
  expect(await log(page).locator('script').count()).toBe(0);
  expect(await log(page).locator('b').filter({ hasText: 'bold' }).count()).toBe(0);
  const card = log(page).getByRole('link', { name: '<b>bold</b>' });
  // the host is there in full beside what the page calls itself
  expect(await card.getByText('good.net', { exact: true }).isVisible()).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  for (const one of await log(page).getByRole('link').all()) {
    const box = await one.boundingBox();
    if (box) expect(box.x + box.width).toBeLessThanOrEqual(sizes.phone.width);
  }
  expect.soft(await axe(page)).toEqual([]);
});

it('given the settings, shows no previews on this device, and has none made of what one sends', async () => {
  const url = 'https://www.long-read.net/bridge';
  const site = await siteWith({ [url]: article });
  const ann = await person(site, 'ann', { locale: 'de' });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  await previewed(site, bob, id, await say(site, bob, id, url));
  const { page } = ann;
  await page.goto(`${site.runtime.url}/c/${id}`);
  const cards = log(page).getByRole('link', { name: article.title });
  await cards.waitFor();
  await page.goto(`${site.runtime.url}/settings`);
  await page.getByRole('switch', { name: 'Vorschau von Links zeigen' }).click();
  await page.getByRole('button', { name: 'Privatsphäre und blockierte Personen' }).click();
  const made = page.getByRole('switch', { name: 'Vorschau von Links in meinen Nachrichten' });
  await made.click();
  await expect.poll(() => made.isChecked()).toBe(false);
  expect.soft(await axe(page)).toEqual([]);
  await page.goto(`${site.runtime.url}/c/${id}`);
  await log(page).getByText(url).waitFor();
  expect(await cards.count()).toBe(0);
  const seq = await say(site, ann, id, url);
  await site.call('GET', '/_local/mail');
  const sent = await site.call<Message>('GET', `/v1/conversations/${id}/messages/${seq}`, {
    token: ann.token,
  });
  expect(sent.body).not.toHaveProperty('preview');
});
