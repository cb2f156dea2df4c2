import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite, type SignedIn } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log').first();
const line = (page: Page, text: string | RegExp) =>
  log(page).getByRole('article').filter({ hasText: text }).last();
const dialog = (page: Page) => page.getByRole('dialog');

async function open(site: TestBackend, { page }: SignedIn, id: string): Promise<void> {
  await page.goto(`${site.runtime.url}/c/${id}`);
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
}

async function attach(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('menuitem', { name: what }).click();
  await dialog(page).waitFor();
}

async function send(site: TestBackend, { token }: Person, id: string, body: object): Promise<void> {
  const path = `/v1/conversations/${id}/messages`;
  expect((await site.call('POST', path, { token, body: { text: '', ...body } })).status).toBe(201);
}

const option = (page: Page, name: string) =>
  line(page, name).getByRole('button', { name: new RegExp(`^${name} ?,`) });

/** An option with its votes. */
const result = (page: Page, name: string, votes: string, percent: number) =>
  page.getByRole('button', { name: new RegExp(`^${name} ?, ${votes}, ${percent} %$`) });

describe('polls in the web client', () => {
  it('are made by keyboard alone, voted on by all, and closed', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const bob = await person(site, 'bob', { viewport: sizes.phone, colorScheme: 'dark' });
    const { id } = await site.conversation(alice, [bob], 'Lunch');
    await open(site, alice, id);
    await open(site, bob, id);
    const { page } = alice;
    await attach(page, 'Poll');
    await page.keyboard.type('Where do we eat?');
    await page.keyboard.press('Enter');
    for (const text of ['Pizza', 'Sushi', 'Sushi ']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }
    await dialog(page).getByText('This option is there already.').waitFor();
    const submit = dialog(page).getByRole('button', { name: 'Send', exact: true });
    expect(await submit.isDisabled()).toBe(true);
    await dialog(page).getByLabel('Option 3', { exact: true }).fill('Salad');
    expect(await axe(page)).toEqual([]);
    await submit.click();
    await line(page, 'Where do we eat?').waitFor();

    await option(bob.page, 'Sushi').click();
    await option(bob.page, 'Sushi').and(bob.page.locator('[aria-pressed=true]')).waitFor();
    await result(page, 'Sushi', '1 vote', 100).waitFor();
    await option(page, 'Pizza').focus();
    await page.keyboard.press('Enter');
    for (const { page: each } of [alice, bob]) {
      await result(each, 'Pizza', '1 vote', 50).waitFor();
    }
    expect(await axe(bob.page)).toEqual([]);
    await line(page, 'Where do we eat?')
      .getByRole('button', { name: /Show who voted/ })
      .click();
    const voters = dialog(page);
    await voters.getByRole('region', { name: 'Sushi' }).getByText(bob.user.name, { exact: true }).waitFor();
    await voters.getByRole('region', { name: 'Pizza' }).getByText('You').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');

    // a vote that is taken back is in no count
    await option(bob.page, 'Sushi').click();
    await result(page, 'Sushi', '0 votes', 0).waitFor();
    expect(await bob.page.getByRole('button', { name: 'Close poll' }).count()).toBe(0);
    await line(page, 'Where do we eat?').getByRole('button', { name: 'Close poll' }).click();
    await dialog(page).getByRole('button', { name: 'Close poll' }).click();
    await line(bob.page, 'Where do we eat?').getByText('Closed').waitFor();
    expect(await option(bob.page, 'Pizza').isDisabled()).toBe(true);
    // the list of chats says what is asked
    await page.getByRole('link', { name: /Lunch/ }).getByText('Where do we eat?', { exact: true }).waitFor();
  });

  it('that are anonymous, of several answers, or hostile show as what they are', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice', { viewport: sizes.tablet });
    const bob = await person(site, 'bob');
    const { id } = await site.conversation(alice, [bob]);
    const long = 'x'.repeat(300);
    await send(site, bob, id, {
      poll: {
        question: '<img src=x onerror=alert(1)> *bold*',
        options: ['<b>One</b>', 'اثنان'],
        anonymous: true,
      },
    });
    await send(site, bob, id, {
      poll: { question: long, options: ['y'.repeat(100), 'Short'], multiple: true },
    });
    await open(site, alice, id);
    const { page } = alice;
    await line(page, '<img src=x onerror=alert(1)> *bold*').getByText('One answer · anonymous').waitFor();
    const several = line(page, long);
    await several.getByRole('button', { name: /^Short/ }).click();
    await several.getByRole('button', { name: /^y+/ }).click();
    await several.getByRole('button', { name: /^Short ?, 1 vote, 100 %$/ }).waitFor();
    await several.getByRole('button', { name: /^y+ ?, 1 vote, 100 %$/ }).waitFor();
    const anonymous = line(page, 'onerror');
    await anonymous.getByRole('button', { name: /^<b>One<\/b> ?, 0 votes, 0 %$/ }).click();
    await anonymous.getByText('1 vote', { exact: true }).waitFor();
    expect(await anonymous.getByRole('button', { name: /Show who voted/ }).count()).toBe(0);
    const wide = await log(page).evaluate((element) => element.scrollWidth > element.clientWidth);
    expect(wide).toBe(false);
    expect(await axe(page)).toEqual([]);
  });
});

describe('locations and contacts in the web client', () => {
  it('send where the device is, which the browser asks first, and show a link to a map', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice', { permissions: ['geolocation'], viewport: sizes.phone });
    const bob = await person(site, 'bob', { colorScheme: 'dark' });
    const { id } = await site.conversation(alice, [bob]);
    await alice.context.setGeolocation({ latitude: 52.5037, longitude: -13.3315, accuracy: 12 });
    await open(site, alice, id);
    await open(site, bob, id);
    const { page } = alice;
    await attach(page, 'Location');
    await dialog(page).getByRole('button', { name: 'Use my location' }).click();
    await dialog(page).getByText('Accurate to 12 m').waitFor();
    await dialog(page).getByLabel('Name (optional)').fill('Café Kranzler');
    expect(await axe(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Send', exact: true }).click();
    const shown = line(bob.page, 'Café Kranzler');
    await shown.getByText('52.50370° N, 13.33150° W').waitFor();
    const link = shown.getByRole('link', { name: 'Open in maps' });
    expect(await link.getAttribute('href')).toBe(
      'https://www.openstreetmap.org/?mlat=52.50370&mlon=-13.33150#map=16/52.50370/-13.33150',
    );
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await axe(bob.page)).toEqual([]);

    // one that is typed, or pasted as a pair, in either field
    await attach(page, 'Location');
    await dialog(page).getByLabel('Latitude').fill('91');
    await dialog(page).getByText('From -90 to 90.').waitFor();
    expect(await dialog(page).getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await dialog(page).getByLabel('Latitude').fill('48,5');
    await dialog(page).getByLabel('Longitude').fill('9');
    await dialog(page).getByRole('button', { name: 'Send', exact: true }).click();
    await line(bob.page, '48.50000° N, 9.00000° E').waitFor();
  });

  it('say why the device is not found, where the user does not allow it', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const bob = await person(site, 'bob');
    const { id } = await site.conversation(alice, [bob]);
    await open(site, alice, id);
    const { page } = alice;
    await attach(page, 'Location');
    await dialog(page).getByRole('button', { name: 'Use my location' }).click();
    await dialog(page)
      .getByText(/may not say where you are/)
      .waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('send a user, whom one can write to, and a person, whom one can save', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const bob = await person(site, 'bob', { viewport: sizes.phone });
    const cid = await site.person('cid');
    const { id } = await site.conversation(alice, [bob]);
    await open(site, alice, id);
    await open(site, bob, id);
    const { page } = alice;
    await attach(page, 'Contact');
    await page.keyboard.type(cid.user.username);
    await dialog(page)
      .getByRole('option', { name: new RegExp(cid.user.username) })
      .waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await line(page, cid.user.username).waitFor();

    await attach(page, 'Contact');
    await dialog(page).getByRole('radio', { name: 'Others' }).check();
    await dialog(page).getByLabel('Name', { exact: true }).fill('Grace; Hopper');
    await dialog(page).getByLabel('Phone').fill('+1 (555) 0100');
    await dialog(page).getByLabel('E-mail').fill('grace@example.org');
    expect(await axe(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Send', exact: true }).click();
    const grace = line(bob.page, 'Grace; Hopper');
    expect(await grace.getByRole('link', { name: '+1 (555) 0100' }).getAttribute('href')).toBe(
      'tel:%2B15550100',
    );
    const downloading = bob.page.waitForEvent('download');
    await grace.getByRole('button', { name: 'Save contact' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('Grace Hopper.vcf');
    const saved = await text(await download.createReadStream());
    expect(saved).toContain('FN:Grace\\; Hopper\r\n');
    expect(await axe(bob.page)).toEqual([]);

    await line(bob.page, cid.user.username).getByRole('button', { name: 'Message' }).click();
    await expect.poll(() => bob.page.url()).not.toContain(id);
    await bob.page.getByRole('heading', { name: cid.user.name }).first().waitFor();
  });
});
