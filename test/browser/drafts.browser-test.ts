import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { person, signIn, sizes, startSite } from '../support/browser/pages.ts';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });

it('given a draft on one device, another goes on with it, and it is gone once it is sent', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann', { viewport: sizes.desktop });
  const [bob] = await site.people('bob');
  if (!bob) throw new Error('bob');
  const { id } = await site.conversation(ann, [bob]);
  const phone = await signIn(site, ann, { viewport: sizes.phone, hasTouch: true });
  await ann.page.goto(`${site.runtime.url}/c/${id}`);
  await composer(ann.page).fill('Half a sentence');
  // the list of the other device shows it
  await phone.page.goto(site.runtime.url);
  await phone.page.getByText('Half a sentence').waitFor();
  await phone.page.goto(`${site.runtime.url}/c/${id}`);
  await expect.poll(() => composer(phone.page).inputValue()).toBe('Half a sentence');
  await composer(phone.page).fill('A whole sentence');
  await expect.poll(() => composer(ann.page).inputValue()).toBe('A whole sentence');
  await composer(ann.page).press('Enter');
  await ann.page.getByRole('log').getByText('A whole sentence').waitFor();
  await expect.poll(() => composer(phone.page).inputValue()).toBe('');

  // what was typed without a connection is kept, and wins over what was there before
  await phone.context.setOffline(true);
  await composer(phone.page).fill('Written in a tunnel');
  await phone.context.setOffline(false);
  await expect.poll(() => composer(ann.page).inputValue()).toBe('Written in a tunnel');
});
