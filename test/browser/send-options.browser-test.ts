import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Ports } from '../../shared/platform/ports.ts';
import type { MessagePage, ScheduledList } from '../../shared/protocol/index.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');
const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const menu = (page: Page) => page.getByRole('menu', { name: 'Send options' });
const option = (page: Page, name: string) => menu(page).getByRole('menuitem', { name });
const hasFocus = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);

/** For screenshots by hand: `SHOTS=<folder>`. */
const shots = process.env['SHOTS'];
async function shoot(page: Page, name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` });
}

it('given the keyboard and a mouse, sends with a timer and without a preview', async () => {
  const read: string[] = [];
  const site = await startSite({
    config: { linkPreviews: 'on' },
    wrapPorts: (ports: Ports) => ({
      ...ports,
      pages: {
        fetch: (address) => {
          read.push(address);
          return Promise.resolve({ title: 'A page', description: 'What it says.' });
        },
      },
    }),
  });
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  const { page } = ann;
  await page.goto(`${site.runtime.url}/c/${id}`);
  expect(await page.getByRole('button', { name: 'Send options' }).count()).toBe(0);
  await field(page).fill('Burn after reading');
  await page.getByRole('button', { name: 'Send options' }).waitFor();

  await send(page).focus();
  await page.keyboard.press('Shift+F10');
  await option(page, 'Schedule message').waitFor();
  // there is no link
  expect(await option(page, 'Send without preview').count()).toBe(0);
  expect.soft(await axe(page)).toEqual([]);
  await shoot(page, 'menu');
  await page.keyboard.press('Escape');
  await menu(page).waitFor({ state: 'detached' });
  expect(await hasFocus(page, '[type=submit]')).toBe(true);

  await send(page).click({ button: 'right' });
  await option(page, 'Send with a timer').click();
  const dialog = page.getByRole('dialog', { name: 'Send with a timer' });
  expect.soft(await axe(page)).toEqual([]);
  await shoot(page, 'timer');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => hasFocus(page, '[type=submit]')).toBe(true);
  expect(await field(page).inputValue()).toBe('Burn after reading');
  await page.getByRole('button', { name: 'Send options' }).click();
  await option(page, 'Send with a timer').click();
  await dialog.getByRole('button', { name: '5 minutes' }).click();
  await dialog.waitFor({ state: 'detached' });
  await log(page).getByText('Burn after reading').waitFor();
  await log(page).getByRole('img', { name: 'Disappears 5 minutes after it was read' }).waitFor();
  expect(await field(page).inputValue()).toBe('');
  await expect.poll(() => hasFocus(page, 'textarea')).toBe(true);
  await shoot(page, 'sent');

  await field(page).fill('See https://example.com/page');
  await page.getByRole('button', { name: 'Send options' }).click();
  await option(page, 'Send without preview').click();
  await log(page).getByText('See https://example.com/page').waitFor();
  await field(page).fill('And https://example.com/other');
  await field(page).press('Enter');
  await log(page).getByText('What it says.').waitFor();
  expect(read).toEqual(['https://example.com/other']);
  const path = `/v1/conversations/${id}/messages`;
  const { items } = (await site.call<MessagePage>('GET', path, { token: ann.token })).body;
  const timer = { seconds: 300, from: 'reading' };
  expect(items.map(({ expires }) => expires)).toEqual([timer, undefined, undefined]);
});

it('given a phone, a long press opens the options and sends nothing', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', {
    viewport: sizes.phone,
    hasTouch: true,
    locale: 'de',
    colorScheme: 'dark',
  });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  const { page } = ann;
  await page.goto(`${site.runtime.url}/c/${id}`);
  await page.getByRole('textbox').fill('Bald weg: https://example.com');
  await page.getByRole('button', { name: 'Sendeoptionen' }).waitFor();
  const box = await page.getByRole('button', { name: 'Senden', exact: true }).boundingBox();
  if (box === null) throw new Error('no button');
  const touch = await ann.context.newCDPSession(page);
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  const options = page.getByRole('menu', { name: 'Sendeoptionen' });
  await options.getByRole('menuitem', { name: 'Ohne Vorschau senden' }).waitFor();
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await shoot(page, 'phone-menu');
  expect.soft(await axe(page)).toEqual([]);
  await options.getByRole('menuitem', { name: 'Mit Timer senden' }).tap();
  const dialog = page.getByRole('dialog', { name: 'Mit Timer senden' });
  await dialog.waitFor();
  expect(await page.getByRole('textbox').inputValue()).toBe('Bald weg: https://example.com');
  await shoot(page, 'phone-timer');
  expect.soft(await axe(page)).toEqual([]);
  await dialog.getByRole('button', { name: '1 Woche' }).tap();
  await log(page).getByText('Bald weg').waitFor();
  await log(page).getByRole('img', { name: 'Verschwindet 1 Woche nach dem Lesen' }).waitFor();
  await shoot(page, 'phone-sent');
});

it('given files that are still on their way, schedules them once they have arrived', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { expects: [/status of 400/] });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  const { page, token } = ann;
  const waiting = async () => (await site.call<ScheduledList>('GET', '/v1/scheduled', { token })).body.items;
  let fails = true;
  const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
  await page.route(/\/_media/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    if (fails) return route.fulfill({ status: 400 });
    await held;
    return route.continue();
  });
  await page.goto(`${site.runtime.url}/c/${id}`);
  const buffer = Buffer.from('What was said.\n');
  await page.getByRole('button', { name: 'Attach' }).waitFor();
  await page
    .getByLabel('Photo or video')
    .setInputFiles([{ name: 'notes.txt', mimeType: 'text/plain', buffer }]);
  await field(page).fill('The notes');
  await page.getByRole('button', { name: 'Send options' }).click();
  await option(page, 'Schedule message').click();
  const dialog = page.getByRole('dialog', { name: 'Schedule message' });
  const tomorrow = dialog.getByRole('button', { name: /^Tomorrow morning/ });
  await tomorrow.click();
  await dialog.getByText('Not all files could be uploaded.').waitFor();
  expect(await waiting()).toEqual([]);

  fails = false;
  await tomorrow.click();
  await expect.poll(() => tomorrow.isDisabled()).toBe(true);
  release(undefined);
  await dialog.waitFor({ state: 'detached' });
  expect((await waiting()).map(({ text, attachments }) => [text, attachments[0]?.name])).toEqual([
    ['The notes', 'notes.txt'],
  ]);
  expect(await field(page).inputValue()).toBe('');
  expect(await page.getByRole('list', { name: 'Attachments' }).count()).toBe(0);
  await page.getByRole('button', { name: '1 scheduled message' }).click();
  await page.getByRole('dialog').getByText('1 file').waitFor();
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByText('Nothing is scheduled in this chat any more.').waitFor();
  await page.keyboard.press('Escape');
  await log(page)
    .getByRole('button', { name: /^Download notes.txt/ })
    .waitFor();
});
