import { expect, it } from 'vitest';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';

it('given no room beside a message, what can be done with it lies on its edge; without the right to write, no reply is offered', async () => {
  const site = await startSite();
  const ann = await person(site, 'ann');
  const bob = await person(site, 'bob', { viewport: sizes.tablet });
  const { id } = await site.conversation(ann, [bob], 'Team');
  const path = `/v1/conversations/${id}`;
  for (const text of ['First', `Long ${'and longer '.repeat(30)}`, 'Short']) {
    await site.call('POST', `${path}/messages`, { token: ann.token, body: { text } });
  }
  const { page } = bob;
  await page.goto(`${site.runtime.url}/c/${id}`);
  const line = (text: string) => page.getByRole('log').getByRole('article').filter({ hasText: text });
  const buttons = (text: string) =>
    line(text).getByRole('group', { name: 'What you can do with this message' }).getByRole('button');
  const names = async (text: string) =>
    Promise.all((await buttons(text).all()).map((one) => one.getAttribute('aria-label')));

  for (const text of ['Short', 'Long']) {
    await line(text).getByText(text).hover();
    await buttons(text).last().waitFor();
    expect(await names(text)).toEqual(['React', 'Reply', 'More']);
    const box = await buttons(text).last().boundingBox();
    expect(box && box.x + box.width).toBeLessThan(sizes.tablet.width);
  }
  await buttons('Long').last().click();
  await page.getByRole('menuitem', { name: 'Reply', exact: true }).waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await site.call('PATCH', path, { token: ann.token, body: { settings: { post: 'admins' } } });
  await page.getByText('Only admins write in this group.').waitFor();
  await line('First').getByText('First').hover();
  await buttons('First').last().waitFor();
  expect(await names('First')).toEqual(['React', 'More']);
  await buttons('First').last().click();
  await page.getByRole('menuitem', { name: 'Forward' }).waitFor();
  expect(await page.getByRole('menuitem', { name: /^Reply/ }).count()).toBe(0);
});
