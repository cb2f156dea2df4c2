import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SentReply } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import { temporaryFolder, type TestBackend } from '../support/backend/runtime.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

async function say(site: TestBackend, by: Person, id: string, body: object): Promise<SentReply> {
  const path = `/v1/conversations/${id}/messages`;
  return (await site.call<SentReply>('POST', path, { token: by.token, body })).body;
}

/** The folder that the user chooses: one of the browser's own, as no dialog of the system can be answered. */
const choosesFolder = (page: Page) =>
  page.addInitScript(() => {
    Object.assign(globalThis, { showDirectoryPicker: () => navigator.storage.getDirectory() });
  });

/** What stands in it. */
const linesOf = (page: Page): Promise<{ text: string; files: { name: string; size: number }[] }> =>
  page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('messages.jsonl')).getFile();
    const files: { name: string; size: number }[] = [];
    const below = await folder.getDirectoryHandle('files', { create: true });
    for await (const entry of below.values()) {
      const handle = await below.getFileHandle(entry.name);
      files.push({ name: entry.name, size: (await handle.getFile()).size });
    }
    return { text: await file.text(), files };
  });

it('given a group, exports it into a folder with its files, goes on after a lost connection and after a half of it', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', {
    expects: [/Failed to load resource/, /ERR_INTERNET_DISCONNECTED/],
  });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob], 'Garden & hedge');
  const sent = await uploaderOf(site, bob).upload({
    bytes: Buffer.from('seeds: 12'),
    contentType: 'text/plain',
    name: 'seeds.txt',
  });
  await say(site, bob, id, { text: 'The list', attachments: [sent.id] });
  for (let n = 1; n <= 250; n += 1) await say(site, n % 2 ? ann : bob, id, { text: `Line ${n}` });

  const { page, context } = ann;
  await choosesFolder(page);
  await page.goto(`${site.runtime.url}/c/${id}/details`);
  await page.getByRole('button', { name: 'Export chat' }).click();
  await page.getByText('Choose an empty folder').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  // the second page of messages does not come before the connection is back
  let offline = true;
  await page.route(/messages\?after=1\d\d/, async (route) => {
    if (offline) await route.abort('internetdisconnected');
    else await route.continue();
  });
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await page.getByText('Connection lost. It goes on by itself.').waitFor();
  await page.getByText('100 messages').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  offline = false;
  await page.getByText('Exported', { exact: true }).waitFor();
  await page.getByText('251 messages').waitFor();
  expect.soft(await axe(page)).toEqual([]);

  const whole = await linesOf(page);
  const lines = whole.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines[0]).toMatchObject({
    chatflow: 1,
    conversation: { name: 'Garden & hedge' },
    exportedBy: ann.user.username,
  });
  expect(lines.at(-1)).toEqual({ end: { messages: 251 } });
  expect(whole.text).toContain('"text":"Line 250"');
  expect(whole.files).toEqual([{ name: `${sent.id}.txt`, size: 9 }]);

  // half a line at its end, as after a crash: it goes on there, and ends the same
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('messages.jsonl');
    const half = (await handle.getFile()).size / 2;
    const writable = await handle.createWritable({ keepExistingData: true });
    await writable.truncate(Math.floor(half));
    await writable.close();
  });
  await page.getByRole('button', { name: 'Export again' }).click();
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await page.getByText('251 messages').waitFor();
  expect(await linesOf(page)).toEqual(whole);

  // the folder of another chat is not written over
  const other = await site.conversation(ann, [bob], 'Other');
  await page.goto(`${site.runtime.url}/c/${other.id}/details/export`);
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await page.getByText('has the export of another chat').waitFor();
  expect(await linesOf(page)).toEqual(whole);
  await context.close();
});

it('given a browser that cannot write to the disk, downloads the messages, on a phone and in German', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.phone, hasTouch: true, locale: 'de' });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  await say(site, bob, id, { text: 'Hallo <b>Anna</b> \u202e' });
  const { page } = ann;
  await page.addInitScript(() => {
    Object.assign(globalThis, { showDirectoryPicker: undefined, showSaveFilePicker: undefined });
  });
  await page.goto(`${site.runtime.url}/c/${id}/details/export`);
  await page.getByText('Dieser Browser kann nur die Nachrichten speichern').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Nachrichten speichern' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('bob.jsonl');
  await page.getByText('1 Nachricht', { exact: true }).waitFor();
  const path = join(await temporaryFolder(), 'bob.jsonl');
  await download.saveAs(path);
  const text = await readFile(path, 'utf8');
  expect(text).toContain('Hallo <b>Anna</b> \u202e');
});

it('given an export that the user cancels, ends it; what was written is there', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann');
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob], 'Team');
  for (let n = 1; n <= 150; n += 1) await say(site, bob, id, { text: `Line ${n}` });
  const { page } = ann;
  await choosesFolder(page);
  const held = Promise.withResolvers<undefined>();
  await page.route(/messages\?after=1\d\d/, async (route) => {
    await held.promise;
    await route.continue().catch(() => undefined);
  });
  await page.goto(`${site.runtime.url}/c/${id}/details/export`);
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await page.getByText('100 messages').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  held.resolve(undefined);
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  expect((await linesOf(page)).text.trimEnd().split('\n').length).toBeGreaterThan(50);
});
