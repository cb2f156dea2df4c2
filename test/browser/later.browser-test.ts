import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { ReminderList, ScheduledList, SentReply } from '../../shared/protocol/index.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

/** For screenshots by hand: `SHOTS=<folder>`. */
const shots = process.env['SHOTS'];
async function shoot(page: Page, name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` });
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

it('given a text, schedules it, and changes, sends and deletes what waits', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.phone });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob]);
  const { page } = ann;
  const { token } = ann;
  const waiting = async () =>
    (await site.call<ScheduledList>('GET', '/v1/scheduled', { token })).body.items.map(({ text }) => text);
  await page.goto(`${site.runtime.url}/c/${id}`);
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.fill('Good **morning**');
  await page.getByRole('button', { name: 'Send options' }).click();
  await page.getByRole('menuitem', { name: 'Schedule message' }).click();
  const dialog = page.getByRole('dialog', { name: 'Schedule message' });
  await dialog.getByLabel('Date and time').fill('2001-01-01T10:00');
  await dialog.getByRole('button', { name: 'Schedule', exact: true }).click();
  await dialog.getByText('Choose a time that lies ahead.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await dialog.getByRole('button', { name: /^Tomorrow morning/ }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await field.inputValue()).toBe('');
  expect(await waiting()).toEqual(['Good morning']);

  // one from another device, that could not be sent would show the same way
  const other = { conversationId: id, text: 'From my phone', sendAt: inSeconds(3_600) };
  await site.call('POST', '/v1/scheduled', { token, body: other });
  await page.getByRole('button', { name: '2 scheduled messages' }).click();
  const list = page.getByRole('dialog', { name: 'Scheduled messages' });
  const row = (text: string) => list.getByRole('article').filter({ hasText: text });
  expect.soft(await axe(page)).toEqual([]);
  await row('Good morning').getByRole('button', { name: 'Edit text' }).click();
  await list.getByLabel('Message').fill('Good evening');
  await list.getByRole('button', { name: 'Save' }).click();
  await row('Good evening').waitFor();
  await row('From my phone').getByRole('button', { name: 'Send now' }).click();
  await row('From my phone').waitFor({ state: 'detached' });
  await row('Good evening').getByRole('button', { name: 'Delete' }).click();
  await list.getByText('Nothing is scheduled in this chat any more.').waitFor();
  expect(await waiting()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('log').getByText('From my phone').waitFor();
});

it('given a message, reminds of it, leads to it, and is done with it', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const bob = await person(site, 'bob');
  const { id } = await site.conversation(ann, [bob], 'Team');
  const path = `/v1/conversations/${id}/messages`;
  const said = { token: bob.token, body: { text: 'Call me on Monday' } };
  const { body: sent } = await site.call<SentReply>('POST', path, said);
  const { page, token } = ann;
  await page.goto(`${site.runtime.url}/c/${id}`);
  await page.getByRole('log').getByText('Call me on Monday').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remind me' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remind me' });
  await dialog.getByLabel('Note').fill(' Ask for the number ');
  await shoot(page, 'remind');
  expect.soft(await axe(page)).toEqual([]);
  await dialog.getByRole('button', { name: /^In 1 hour/ }).click();
  await page.getByText(/^You will be reminded/).waitFor();
  const reminders = async () =>
    (await site.call<ReminderList>('GET', '/v1/reminders', { token })).body.items.map(({ seq, note }) => [
      seq,
      note,
    ]);
  expect(await reminders()).toEqual([[sent.seq, 'Ask for the number']]);

  await page.getByRole('button', { name: /^Menu/ }).click();
  await page.getByRole('menuitem', { name: 'Reminders' }).click();
  const screen = page.getByRole('region', { name: 'Reminders', exact: true });
  const upcoming = screen.getByRole('region', { name: 'Upcoming' });
  await upcoming.getByText('Call me on Monday').waitFor();
  await upcoming.getByText('Ask for the number').waitFor();
  await shoot(page, 'reminders');
  await upcoming.getByRole('button', { name: 'Remind me later' }).click();
  const later = page.getByRole('dialog', { name: 'Remind me later' });
  expect(await later.getByLabel('Note').inputValue()).toBe('Ask for the number');
  await later.getByLabel('Note').fill('');
  await later.getByRole('button', { name: /^Tomorrow morning/ }).click();
  await upcoming.getByText('Ask for the number').waitFor({ state: 'detached' });
  expect(await reminders()).toEqual([[sent.seq, '']]);
  expect.soft(await axe(page)).toEqual([]);
  // from another device, soon
  await site.call('PUT', `/v1/reminders/${sent.id}`, { token, body: { at: inSeconds(11) } });
  await page.getByRole('button', { name: 'Show' }).click({ timeout: 30_000 });
  await page.getByRole('log').getByText('Call me on Monday').waitFor();
  await page.goto(`${site.runtime.url}/reminders`);
  await screen.getByRole('region', { name: 'Due' }).getByRole('button', { name: 'Done' }).click();
  await screen.getByText('No reminders yet').waitFor();
  expect(await reminders()).toEqual([]);
});
