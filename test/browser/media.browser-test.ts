import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite, type SignedIn } from '../support/browser/pages.ts';
import { give, picture } from '../support/browser/pictures.ts';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const log = (page: Page) => page.getByRole('log');
const tray = (page: Page) => page.getByRole('list', { name: 'Attachments' }).getByRole('listitem');
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const photo = (page: Page, name: string) => log(page).getByRole('button', { name: `${name}, open` });
const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('What was said.\n') };

async function open(site: TestBackend, { page }: SignedIn, conversationId: string): Promise<void> {
  await page.goto(`${site.runtime.url}/c/${conversationId}`);
  await composer(page).waitFor();
  await page.getByRole('button', { name: 'Attach' }).waitFor();
}

/** Alice at a desk and Bob on a phone, each with their chat open. */
async function talking() {
  const site = await startSite();
  const alice = await person(site, 'alice', { permissions: ['microphone'] });
  const bob = await person(site, 'bob', { viewport: sizes.phone, hasTouch: true, colorScheme: 'dark' });
  const { id } = await site.conversation(alice, [bob]);
  await open(site, alice, id);
  await open(site, bob, id);
  return { site, alice, bob, id };
}

const pick = (page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) =>
  page.getByLabel('Photo or video').setInputFiles(files);

describe('files in a chat', () => {
  it('given files that are picked, pasted and dropped, sends them in order with a caption, and moves nothing', async () => {
    const { alice, bob } = await talking();
    const { page } = alice;
    await pick(page, await picture(page, 'first.jpg', 1_200, 800, 200));
    await give(page, 'textarea', 'paste', [await picture(page, 'second.jpg', 800, 1_000, 20)]);
    await give(page, '[role=log], section > div', 'drop', [text]);
    await expect.poll(() => tray(page).count()).toBe(3);
    // one more that is removed, and one that cannot be sent
    await pick(page, await picture(page, 'third.jpg', 300, 300, 90));
    await page.getByRole('button', { name: 'Remove third.jpg' }).click();
    await give(page, 'textarea', 'paste', [
      { name: 'a.exe', mimeType: 'application/x-msdownload', buffer: text.buffer },
    ]);
    await page.getByText('a.exe is of a type that cannot be sent.').waitFor();
    await expect.poll(() => tray(page).count()).toBe(3);
    expect.soft(await axe(page)).toEqual([]);
    await composer(page).fill('From the hill');
    await send(page).click();
    await expect.poll(() => tray(page).count()).toBe(0);

    await photo(bob.page, 'Photo 2 of 2').waitFor();
    await bob.page.getByRole('button', { name: /^Download notes\.txt/ }).waitFor();
    const album = photo(bob.page, 'Photo 1 of 2');
    const below = bob.page.getByText('From the hill').first();
    const before = [await album.boundingBox(), await below.boundingBox()];
    await expect
      .poll(() =>
        album
          .locator('img')
          .last()
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBeGreaterThan(100);
    expect([await album.boundingBox(), await below.boundingBox()]).toEqual(before);
    expect.soft(await axe(bob.page)).toEqual([]);

    // the viewer by keys, and back to where it was opened
    await photo(page, 'Photo 1 of 2').click();
    const viewer = page.getByRole('dialog', { name: 'Photos and videos' });
    await viewer.getByRole('img', { name: 'first.jpg' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await viewer.getByRole('img', { name: 'second.jpg' }).waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await page.keyboard.press('ArrowLeft');
    await viewer.getByRole('img', { name: 'first.jpg' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => viewer.count()).toBe(0);

    // the gallery
    await bob.page.getByRole('button', { name: 'Details', exact: true }).click();
    await bob.page.getByRole('button', { name: 'Media and files' }).click();
    await expect.poll(() => bob.page.getByRole('button', { name: /^Photo, alice/i }).count()).toBe(2);
    expect.soft(await axe(bob.page)).toEqual([]);
    await bob.page.getByRole('radio', { name: 'Files' }).check({ force: true });
    const [saved] = await Promise.all([
      bob.page.waitForEvent('download'),
      bob.page.getByRole('button', { name: /^Download notes\.txt/ }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe('notes.txt');
  });

  it('given uploads that hang, are removed or are gone when they are sent, takes them back and says so', async () => {
    const { site, alice, bob } = await talking();
    const { page } = alice;
    // what goes to the store gets there when the test says so
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/_media/, async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue().catch(() => undefined);
    });
    await pick(page, await picture(page, 'slow.jpg', 600, 400, 300));
    await expect.poll(() => tray(page).count()).toBe(1);
    await send(page).click();
    await log(page).getByRole('progressbar', { name: 'slow.jpg' }).waitFor();
    await log(page).getByRole('button', { name: 'Cancel the upload of slow.jpg' }).click();
    await expect.poll(() => log(page).getByRole('article').count()).toBe(0);
    release();
    await pick(page, await picture(page, 'quick.jpg', 600, 400, 100));
    await send(page).click();
    await photo(bob.page, 'Photo').waitFor();
    await expect.poll(() => log(page).getByRole('article').count()).toBe(1);

    // what is taken out of the tray, or in it when the page is left, is deleted on the server
    const deleted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'DELETE') deleted.push(request.url().split('/').at(-1) ?? '');
    });
    const stored = async (name: string) => {
      const [response] = await Promise.all([
        page.waitForResponse(/\/v1\/media\/[^/]+\/complete$/),
        give(page, 'textarea', 'paste', [{ ...text, name }]),
      ]);
      return ((await response.json()) as { id: string }).id;
    };
    const removed = await stored('removed.txt');
    await page.getByRole('button', { name: 'Remove removed.txt' }).click();
    await expect.poll(() => deleted).toEqual([removed]);

    // the server does not take a message with a file that is gone meanwhile: it goes without
    await stored('kept.txt');
    const gone = await stored('gone.txt');
    await site.call('DELETE', `/v1/media/${gone}`, { token: alice.token });
    await send(page).click();
    await log(page).getByText('gone.txt: This file is not there any more.').waitFor();
    expect.soft(await log(page).getByText('Being processed').count()).toBe(0);
    expect.soft(await axe(page)).toEqual([]);
    await log(page).getByRole('button', { name: 'Remove and send again' }).click();
    await log(bob.page)
      .getByRole('button', { name: /^Download kept\.txt/ })
      .waitFor();
    expect(await log(bob.page).getByText('gone.txt').count()).toBe(0);

    const left = await stored('left.txt');
    await page.goto('about:blank');
    await expect
      .poll(async () => (await site.call('GET', `/v1/media/${left}`, { token: alice.token })).status)
      .toBe(404);
  });

  it('given a microphone, records a voice note that the other side plays, faster where they like', async () => {
    const { alice, bob } = await talking();
    // held: by Escape it is discarded, and by letting go it is sent
    const { page } = alice;
    const record = page.getByRole('button', { name: 'Record a voice message' });
    const timer = page.getByRole('timer', { name: 'Recording' });
    const hold = async () => {
      await record.hover();
      await page.mouse.down();
      await timer.getByText('0:01').waitFor();
    };
    await hold();
    await page.keyboard.press('Escape');
    await record.waitFor();
    await page.mouse.up();
    await hold();
    await page.mouse.up();
    await log(bob.page).getByRole('button', { name: 'Play: Voice message' }).waitFor();
    await expect.poll(() => log(page).getByRole('article').count()).toBe(1);

    await record.click();
    await timer.getByText('0:01').waitFor();
    await page.getByRole('button', { name: 'Send the voice message' }).click();
    await expect.poll(() => log(bob.page).getByRole('article').count()).toBe(2);
    await log(bob.page).getByRole('button', { name: 'Play: Voice message' }).last().click();
    await log(bob.page).getByRole('button', { name: 'Speed: 1×' }).click();
    await log(bob.page).getByRole('button', { name: 'Speed: 1.5×' }).waitFor();
    const position = log(bob.page).getByRole('slider', { name: 'Voice message, Position' }).last();
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(0);
    expect.soft(await axe(bob.page)).toEqual([]);
    await bob.page.getByRole('button', { name: 'All chats' }).click();
    await bob.page.getByText('Voice message 0:01').waitFor();
  });
});

describe('an own picture', () => {
  it('given a picture that is cropped, shows it to others at once', async () => {
    const { site, alice, bob } = await talking();
    const { page } = alice;
    const face = bob.page.locator('header img');
    expect(await face.count()).toBe(0);
    await page.goto(`${site.runtime.url}/profile`);
    await page.getByRole('button', { name: 'Change picture' }).click();
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles(await picture(page, 'me.jpg', 900, 600, 160));
    const dialog = page.getByRole('dialog', { name: 'Choose the part to show' });
    const zoom = dialog.getByRole('slider', { name: 'Zoom' });
    await zoom.fill('2');
    // it does not send the form around it
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.method()));
    await zoom.press('Enter');
    expect.soft(await axe(page)).toEqual([]);
    expect(sent).not.toContain('PATCH');
    await dialog.getByRole('button', { name: 'Use picture' }).click();
    await page.getByRole('radio', { name: 'Uploaded picture', checked: true }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await face.waitFor();
    await expect.poll(() => face.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
  });
});
