import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Expiry, SentReply } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log');

async function say(
  site: TestBackend,
  by: Person,
  id: string,
  text: string,
  expires?: Expiry,
): Promise<number> {
  const path = `/v1/conversations/${id}/messages`;
  const body = { text, ...(expires && { expires }) };
  return (await site.call<SentReply>('POST', path, { token: by.token, body })).body.seq;
}

/** For screenshots by hand: `SHOTS=<folder>`. */
const shots = process.env['SHOTS'];
async function shoot(page: Page, name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` });
}

it('either one says how long messages stay, and both see it, also in what they write', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const bob = await person(site, 'bob', {
    viewport: sizes.phone,
    hasTouch: true,
    locale: 'de',
    colorScheme: 'dark',
  });
  const { id } = await site.conversation(ann, [bob]);
  await say(site, bob, id, 'Before');
  await ann.page.goto(`${site.runtime.url}/c/${id}/details`);
  await bob.page.goto(`${site.runtime.url}/c/${id}`);
  await log(bob.page).getByText('Before').waitFor();

  const { page } = ann;
  await page.getByRole('button', { name: /^Disappearing messages Off/ }).click();
  const choice = page.getByRole('group', { name: 'Messages disappear after' });
  await expect.poll(() => choice.getByRole('radio', { name: 'Off' }).isChecked()).toBe(true);
  await choice.getByRole('radio', { name: '1 day' }).check();
  await log(page).getByText('You set messages to disappear 1 day after they are sent.').waitFor();
  await log(bob.page)
    .getByText('ann hat eingestellt, dass Nachrichten 1 Tag nach dem Senden verschwinden.')
    .waitFor();
  await shoot(page, 'step');
  expect.soft(await axe(page)).toEqual([]);

  const sign = bob.page.getByRole('button', { name: 'Nachrichten verschwinden: 1 Tag nach dem Senden' });
  await sign.waitFor();
  await bob.page.getByRole('textbox').fill('Bald weg');
  await bob.page.getByRole('button', { name: 'Senden', exact: true }).click();
  await log(bob.page).getByText('Bald weg').waitFor();
  await log(bob.page).getByRole('img', { name: 'Verschwindet in 1 Tag' }).waitFor();
  await log(page).getByRole('img', { name: 'Disappears in 1 day' }).waitFor();
  await shoot(bob.page, 'phone');
  expect.soft(await axe(bob.page)).toEqual([]);

  await choice.getByRole('radio', { name: 'Another time' }).check();
  const number = page.getByRole('textbox', { name: 'Number' });
  await number.fill('0');
  await page.getByText(/^From 5 seconds to one year/).waitFor();
  expect(await page.getByRole('button', { name: 'Set', exact: true }).isDisabled()).toBe(true);
  await number.fill('90');
  await shoot(page, 'other');
  expect.soft(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect.poll(() => choice.getByRole('radio', { name: '90 minutes' }).isChecked()).toBe(true);
  await page.getByRole('radio', { name: /^Reading/ }).check();
  await log(page).getByText('You set messages to disappear 90 minutes after they are read.').waitFor();

  await sign.waitFor({ state: 'detached' });
  await bob.page.getByRole('button', { name: 'Nachrichten verschwinden: 90 Minuten nach dem Lesen' }).click();
  await bob.page.getByRole('heading', { name: 'Selbstlöschende Nachrichten' }).waitFor();
  await shoot(bob.page, 'phone-step');
  await bob.page.getByRole('radio', { name: 'Aus', exact: true }).check();
  await log(page).getByText('bob turned off disappearing messages.').waitFor();
  await expect.poll(() => choice.getByRole('radio', { name: 'Off' }).isChecked()).toBe(true);
});

it('in a group its admins say so, and others see what is set', async () => {
  const site = await startSite();
  const ann = await site.person('ann');
  const bob = await person(site, 'bob', { viewport: sizes.tablet });
  const { id } = await site.conversation(ann, [bob], 'Team');
  const body = { expiry: { seconds: 3_600, from: 'sending' } };
  await site.call('PATCH', `/v1/conversations/${id}`, { token: ann.token, body });
  await bob.page.goto(`${site.runtime.url}/c/${id}/details/expiry`);
  await bob.page.getByText('Set to: 1 hour after sending. Only admins change it.').waitFor();
  expect(await bob.page.getByRole('radio').count()).toBe(0);
  await shoot(bob.page, 'tablet');
  expect.soft(await axe(bob.page)).toEqual([]);
});

it('a message goes at its time without a jump of what is read', async () => {
  const site = await startSite();
  const ann = await site.person('ann');
  const bob = await person(site, 'bob', { viewport: sizes.desktop });
  const { id } = await site.conversation(ann, [bob]);
  for (let n = 1; n <= 30; n += 1) await say(site, ann, id, `Line ${n}\nof two`);
  await site.call('POST', `/v1/conversations/${id}/read`, { token: bob.token });
  const { page } = bob;
  await page.goto(`${site.runtime.url}/c/${id}`);
  await log(page).getByText('Line 30').waitFor();
  const brief = { seconds: 15, from: 'sending' } as const;
  await say(site, ann, id, 'Gone soon\nwith several\nlines', brief);
  for (let n = 31; n <= 48; n += 1) await say(site, ann, id, `Line ${n}\nof two`);
  const gone = log(page).getByText('Gone soon');
  const read = log(page).getByText('Line 36');
  await log(page).getByText('Line 48').waitFor();
  await page.mouse.move(600, 400);
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -200);
      return gone.isVisible();
    })
    .toBe(true);
  await log(page)
    .getByRole('img', { name: /^Disappears in \d+ seconds?$/ })
    .waitFor();
  // just above what is on screen
  const from = await log(page).evaluate((element) => element.getBoundingClientRect().top);
  const box = await gone.boundingBox();
  await page.mouse.wheel(0, (box?.y ?? 0) + (box?.height ?? 0) + 20 - from);
  const top = async () => Math.round((await read.boundingBox())?.y ?? 0);
  let before = await top();
  await expect
    .poll(async () => {
      const last = before;
      before = await top();
      return before - last;
    })
    .toBe(0);
  // the list becomes shorter when the message goes, which a list this long does not show otherwise
  const height = () => log(page).evaluate((element) => element.scrollHeight);
  const whole = await height();
  await expect.poll(height, { timeout: 20_000 }).toBeLessThan(whole - 50);
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(2);
});
