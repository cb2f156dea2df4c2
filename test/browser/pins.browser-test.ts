import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SentReply } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');
const pinsButton = (page: Page) => page.getByRole('button', { name: 'Pinned messages', exact: true });

async function say(site: TestBackend, by: Person, id: string, text: string): Promise<number> {
  const path = `/v1/conversations/${id}/messages`;
  return (await site.call<SentReply>('POST', path, { token: by.token, body: { text } })).body.seq;
}

const pin = (site: TestBackend, by: Person, id: string, seq: number) =>
  site.call('PUT', `/v1/conversations/${id}/pins/${seq}`, { token: by.token });

it('given pinned messages, a bar leads from one to the next, and those who may unpin them', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const bob = await person(site, 'bob', { viewport: sizes.phone, hasTouch: true, locale: 'de' });
  const { id } = await site.conversation(ann, [bob], 'Team');
  const rules = await say(site, ann, id, 'Rules: be kind');
  for (let n = 1; n <= 60; n += 1) await say(site, bob, id, `Line ${n}\nof two`);
  await say(site, bob, id, `Plan ${'with a long text '.repeat(20)}`);
  await pin(site, ann, id, rules);
  // so that it opens at the end
  await site.call('POST', `/v1/conversations/${id}/read`, { token: ann.token });

  const { page } = ann;
  await page.goto(`${site.runtime.url}/c/${id}`);
  await page.getByText('Pinned message', { exact: true }).waitFor();
  await log(page).getByText('Plan with').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
  await page.getByText('Pinned for everyone').waitFor();
  const bar = page.getByRole('button', { name: /^Pinned message / });
  await bar.getByText('Pinned message 2 of 2').waitFor();
  await bar.getByText(/^bob: Plan with/).waitFor();
  await bar.click();
  await bar.getByText('Pinned message 1 of 2').waitFor();
  await bar.click();
  await log(page).getByText('Rules: be kind').waitFor();
  await expect.poll(() => log(page).getByText('Rules: be kind').isVisible()).toBe(true);
  expect.soft(await axe(page)).toEqual([]);

  await bob.page.goto(`${site.runtime.url}/c/${id}`);
  await bob.page.getByText('Angeheftete Nachricht 2 von 2').waitFor();
  await bob.page.getByRole('button', { name: 'Angeheftete Nachrichten' }).click();
  const dialog = bob.page.getByRole('dialog', { name: 'Angeheftete Nachrichten' });
  await dialog.getByText('Rules: be kind').waitFor();
  // in this group admins alone pin
  expect(await dialog.getByRole('button', { name: 'Lösen' }).count()).toBe(0);
  expect.soft(await axe(bob.page)).toEqual([]);
  await dialog.getByText('Rules: be kind').click();
  await log(bob.page).getByText('Rules: be kind').waitFor();

  await pinsButton(page).click();
  const own = page.getByRole('dialog', { name: 'Pinned messages' });
  await own.getByRole('button', { name: 'Unpin' }).first().click();
  await page.getByText('No longer pinned').waitFor();
  await bob.page.getByText('Angeheftete Nachricht', { exact: true }).waitFor();
  await own.getByRole('button', { name: 'Unpin' }).click();
  await own.waitFor({ state: 'detached' });
  await expect.poll(() => bob.page.getByText('Angeheftete Nachricht').count()).toBe(0);
});
