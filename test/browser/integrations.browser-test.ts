import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { limits } from '../../shared/protocol/index.ts';
import { startReceiver, status } from '../support/backend/receiver.ts';
import type { Person } from '../support/backend/runtime.ts';
import { verify } from '../support/backend/webhook-world.ts';
import { axe, signIn, sizes, startSite, type PageOptions } from '../support/browser/pages.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });

/** A group of an admin and a member, and a server that its events reach. */
async function world() {
  const receiver = await startReceiver();
  const site = await startSite({
    env: { DYNAMODB_STREAM: 'on' },
    wrapPorts: (ports) => ({ ...ports, outbound: receiver.outbound }),
  });
  const [ann, bob] = await site.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await site.conversation(ann, [bob], 'Builds');
  const at = (path: string) => `${site.runtime.url}/c/${id}${path}`;
  return {
    site,
    receiver,
    ann,
    bob,
    id,
    /** Opens a part of the group as one of them. */
    open: async (by: Person, path: string, options?: PageOptions): Promise<Page> => {
      const { page } = await signIn(site, by, options);
      await page.goto(at(path));
      return page;
    },
    at,
    send: (by: Person, text: string) =>
      site.call('POST', `/v1/conversations/${id}/messages`, { token: by.token, body: { text } }),
  };
}

it('given an outgoing webhook, its server gets what happens, and its admin sees that, also when it fails', async () => {
  const { receiver, ann, bob, open, send, at } = await world();
  const page = await open(ann, '/details', { expects: [/status of 400/] });
  await button(page, 'Integrations').click();
  await button(page, 'New outgoing webhook').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'New outgoing webhook').click();
  await button(page, 'Create webhook').click();
  await page.getByText('Enter a name.').waitFor();
  await field(page, 'Name').fill('Build server');
  await button(page, 'Create webhook').click();
  await field(page, 'Address').fill('http://build.example.com');
  await page.getByText('Enter a whole address that begins with https://').waitFor();
  await field(page, 'Address').fill('https://10.0.0.1/chat');
  await button(page, 'Create webhook').click();
  await page.getByText('This address cannot be used.').waitFor();
  await field(page, 'Address').fill(receiver.url('/chat'));
  await page.getByRole('checkbox', { name: 'New messages' }).uncheck();
  await button(page, 'Create webhook').click();
  await page.getByText('Choose at least one event.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'New messages' }).check();
  await page.getByRole('checkbox', { name: 'Deleted messages' }).check();
  await button(page, 'Create webhook').click();

  const secret = await page.locator('dialog code').innerText();
  expect(secret).toMatch(/^whsec_/);
  expect.soft(await axe(page)).toEqual([]);
  // neither Escape nor a window that gets narrower takes it away
  await page.keyboard.press('Escape');
  await page.setViewportSize(sizes.tablet);
  await expect.poll(() => page.locator('dialog code').innerText()).toBe(secret);
  await page.setViewportSize(sizes.desktop);
  await button(page, 'I have stored it').click();
  await dialog(page, 'Build server').getByText('New messages, Deleted messages').waitFor();
  expect(await page.content()).not.toContain(secret);

  await button(page, 'Send a test').click();
  await page.getByRole('listitem').filter({ hasText: 'TestDelivered' }).waitFor();
  const [tried] = receiver.requests;
  expect(tried && verify(tried, secret).type).toBe('test');
  await send(bob, 'Good morning');
  await expect
    .poll(() => receiver.requests.map(({ body: sent }) => sent.toString()).join())
    .toContain('Good morning');
  const refreshed = async (text: string) => {
    await button(page, 'Look again').click();
    return page.getByRole('listitem').filter({ hasText: text }).count();
  };
  await expect.poll(() => refreshed('New messageDelivered')).toBe(1);
  expect.soft(await axe(page)).toEqual([]);

  // its admins hear that it was turned off, and where to turn it on again
  receiver.answer(status(410));
  await send(bob, 'Good night');
  await expect.poll(() => refreshed('the address is gone (410)')).toBe(1);
  await page.getByText('The server answered that this address is gone').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.goto(new URL('/notifications', at('')).href);
  await page.getByRole('link', { name: 'A webhook was turned off' }).click();
  await page.waitForURL(at('/details/integrations'));
  await button(page, 'Build server')
    .or(page.getByRole('button', { name: /^Build server/ }))
    .first()
    .click();
  receiver.answer(status(204));
  await button(page, 'Turn on again').click();
  await button(page, 'Turn on again').waitFor({ state: 'detached' });
  await expect.poll(() => page.getByRole('switch', { name: 'Post events' }).isChecked()).toBe(true);

  await button(page, 'Edit name, address and events').click();
  await field(page, 'Name').fill('Deploy server');
  await button(page, 'Save').click();
  await dialog(page, 'Deploy server').waitFor();
  await button(page, 'New secret').click();
  await dialog(page, 'Make a new secret?').getByRole('button', { name: 'New secret' }).click();
  expect(await page.locator('dialog code').innerText()).not.toBe(secret);
  await button(page, 'I have stored it').click();
  await page.getByText('The old one is valid until').waitFor();
  await page.getByRole('switch', { name: 'Post events' }).click();
  await expect.poll(() => page.getByRole('switch', { name: 'Post events' }).isChecked()).toBe(false);
  await button(page, 'Delete webhook').click();
  await dialog(page, 'Delete Deploy server?').getByRole('button', { name: 'Delete webhook' }).click();
  await page.getByText('Deploy server is deleted.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: /^Deploy server/ }).count()).toBe(0);
});

it('given an incoming webhook, what is posted to its address is seen by all under its name, and by no one after its end', async () => {
  const { site, ann, bob, id, open, at } = await world();
  const page = await open(ann, '/details/integrations');
  await button(page, 'New incoming webhook').click();
  await field(page, 'Name').fill('Nightly build');
  await button(page, 'Change picture').click();
  await page.getByRole('radio', { name: 'Picture 7', exact: true }).check();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Create webhook').click();
  const url = await page.locator('dialog code').first().innerText();
  const command = await page.getByRole('region', { name: 'Try it in a terminal' }).innerText();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'I have stored it').click();

  const others = await open(bob, '', { viewport: sizes.phone });
  await promisify(execFile)('sh', ['-c', `${command} --silent --fail`]);
  for (const one of [page, others]) {
    const article = one.getByRole('log').getByRole('article').filter({ hasText: 'Hello from a program' });
    await article.getByText('Nightly build').waitFor();
    await article.getByText('BOT', { exact: true }).waitFor();
    await expect.poll(() => article.locator('img[src="/avatars/07.svg"]').count()).toBe(1);
  }
  // a member who is no admin has no way to it
  await others.goto(at('/details'));
  await button(others, 'Export chat').waitFor();
  expect(await button(others, 'Integrations').count()).toBe(0);
  await others.goto(at('/details/integrations'));
  await others.getByText('Only admins of the group can do this.').waitFor();

  await page.getByRole('button', { name: /^Nightly build Since/ }).click();
  await dialog(page, 'Incoming webhook').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await button(page, 'Edit name and picture').click();
  await field(page, 'Name').fill('Weekly build');
  await button(page, 'Save').click();
  await dialog(page, 'Incoming webhook').getByRole('heading', { name: 'Weekly build' }).waitFor();
  await page.getByRole('button', { name: /^New address/ }).click();
  await dialog(page, 'Make a new address?').getByRole('button', { name: 'New address' }).click();
  const next = await page.locator('dialog code').first().innerText();
  expect(next).not.toBe(url);
  await button(page, 'I have stored it').click();
  const post = async (to: string) =>
    (await site.call('POST', new URL(to).pathname, { body: { text: 'Once more' } })).status;
  expect(await post(url)).toBe(404);
  expect(await post(next)).toBe(201);
  await page.getByRole('button', { name: /^Weekly build Since/ }).click();
  await button(page, 'Delete webhook').click();
  await dialog(page, 'Delete Weekly build?').getByRole('button', { name: 'Delete webhook' }).click();
  await page.getByText('Weekly build is deleted.').waitFor();
  expect(await post(next)).toBe(404);
  const { body } = await site.call('GET', `/v1/conversations/${id}/hooks`, { token: ann.token });
  expect(body).toEqual({ items: [] });
});

it('given long and hostile names, a server that fails and as many webhooks as is possible, on a phone in German', async () => {
  const { site, receiver, ann, id, open } = await world();
  const path = `/v1/conversations/${id}`;
  const make = (name: string) =>
    site.call('POST', `${path}/webhooks`, {
      token: ann.token,
      body: { name, url: receiver.url(`/${'x'.repeat(300)}`), events: ['message.created'] },
    });
  const long = 'w'.repeat(limits.nameCharacters);
  for (const name of [long, '<img src=x onerror=alert(1)>', 'خادم البناء']) await make(name);
  for (let made = 3; made < limits.webhooksPerGroup; made += 1) await make(`Nr. ${made}`);
  await site.call('POST', `${path}/hooks`, { token: ann.token, body: { name: long } });
  const page = await open(ann, '/details', {
    viewport: sizes.phone,
    hasTouch: true,
    locale: 'de-DE',
    colorScheme: 'dark',
    expects: [/status of (500|409)/, /ChatClientError: The server answered with status 500/],
  });
  await page.route('**/webhooks', (route) => route.fulfill({ status: 500, body: '<html>no</html>' }));
  await button(page, 'Integrationen').click();
  await page.getByText('Etwas ist schiefgegangen.').first().waitFor();
  expect.soft(await axe(page)).toEqual([]);
  await page.unroute('**/webhooks');
  await button(page, 'Noch einmal versuchen').first().click();
  await page.getByText('خادم البناء').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await width()).toBe(sizes.phone.width);
  await page.getByText(long).first().click();
  await page.getByText('Noch wurde nichts gemeldet.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
  expect(await width()).toBe(sizes.phone.width);
  await button(page, 'Schließen').last().click();
  await button(page, 'Neuer ausgehender Webhook').click();
  await field(page, 'Name').fill('Einer mehr');
  await field(page, 'Adresse').fill(receiver.url('/mehr'));
  await button(page, 'Webhook anlegen').click();
  await page.getByText('Diese Gruppe hat so viele ausgehende Webhooks, wie möglich sind.').waitFor();
  expect.soft(await axe(page)).toEqual([]);
});
