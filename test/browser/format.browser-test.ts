import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite, type SignedIn } from '../support/browser/pages.ts';

const log = (page: Page) => page.getByRole('log').first();
const line = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text }).last();
const composer = (page: Page, name = 'Message') => page.getByRole('textbox', { name, exact: true });
const valueOf = (page: Page, name?: string) => expect.poll(() => composer(page, name).inputValue());

async function open(site: TestBackend, { page }: SignedIn, id: string, name?: string): Promise<void> {
  await page.goto(`${site.runtime.url}/c/${id}`);
  await composer(page, name).waitFor();
}

async function say(site: TestBackend, { token }: Person, id: string, body: object): Promise<void> {
  const path = `/v1/conversations/${id}/messages`;
  expect((await site.call('POST', path, { token, body })).status).toBe(201);
}

const messageAt = async (site: TestBackend, { token }: Person, id: string, seq: number) =>
  (await site.call<Message>('GET', `/v1/conversations/${id}/messages/${seq}`, { token })).body;

/** What of a message stands in which elements. */
const elements = (page: Page, text: string) =>
  line(page, text).evaluate((article) =>
    [...article.querySelectorAll('strong, em, s, code, pre, blockquote, a')].map((element) => [
      element.localName,
      element.textContent,
    ]),
  );

describe('formatting in the web client', () => {
  it('given marks and shortcuts, shows what they say, and edits it as Markdown', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const bob = await person(site, 'bob', { colorScheme: 'dark' });
    const { id } = await site.conversation(alice, [bob]);
    await open(site, alice, id);
    const { page } = alice;
    const field = composer(page);
    await field.fill('loud');
    await field.selectText();
    await field.press('Control+b');
    await valueOf(page).toBe('**loud**');
    // what was selected still is: the same keys take the marks away again
    await field.press('Control+b');
    await valueOf(page).toBe('loud');
    await field.press('Control+i');
    await field.press('Control+e');
    await valueOf(page).toBe('_`loud`_');
    await field.selectText();
    await field.press('Control+Shift+x');
    await valueOf(page).toBe('~~_`loud`_~~');

    await field.fill(
      '**Bold** and *slanted*, ~~gone~~, ||the end||\n> quoted\n```ts\nlet a = `**b**`;\n```\n[docs](https://example.com/docs) https://example.org',
    );
    await field.press('Enter');
    await line(page, 'Bold').waitFor();
    const shown = [
      ['strong', 'Bold'],
      ['em', 'slanted'],
      ['s', 'gone'],
      ['blockquote', 'quoted'],
      ['pre', 'let a = `**b**`;'],
      ['code', 'let a = `**b**`;'],
      ['a', 'docs'],
      ['a', 'https://example.org'],
    ];
    await expect.poll(() => elements(page, 'Bold')).toEqual(shown);
    await open(site, bob, id);
    await expect.poll(() => elements(bob.page, 'Bold')).toEqual(shown);
    const docs = line(bob.page, 'Bold').getByRole('link', { name: 'docs' });
    expect(await docs.getAttribute('title')).toBe('https://example.com/docs');
    expect(await docs.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    // neither the list nor a screen reader says what is hidden before it is asked for
    const row = bob.page.getByRole('link', { name: new RegExp(alice.user.name) });
    expect(await row.innerText()).not.toContain('the end');
    for (const one of [page, bob.page]) expect.soft(await axe(one)).toEqual([]);
    const spoiler = line(bob.page, 'Bold').getByRole('button', { name: 'Hidden: show it' });
    await spoiler.click();
    await expect
      .poll(() => line(bob.page, 'Bold').getByRole('button', { name: 'Hidden: show it' }).count())
      .toBe(0);
    expect.soft(await axe(bob.page)).toEqual([]);

    await field.press('ArrowUp');
    const edit = 'Edit message';
    await valueOf(page, edit).toContain('**Bold** and _slanted_, ~~gone~~, ||the end||\n> quoted\n```ts\n');
    await composer(page, edit).fill('now plain');
    await composer(page, edit).press('Enter');
    await expect.poll(() => elements(bob.page, 'now plain')).toEqual([]);
    expect(await messageAt(site, bob, id, 1)).not.toHaveProperty('entities');
  });

  it('given a mention by keys in a group, completes it, and leads the mentioned user to it', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice');
    const bob = await person(site, 'bob', {
      viewport: { ...sizes.phone, width: 375 },
      hasTouch: true,
      isMobile: true,
      locale: 'de-DE',
      colorScheme: 'dark',
    });
    const [bert, carol] = [await site.person('bert'), await site.person('carol')];
    const { id } = await site.conversation(alice, [bob, bert, carol], 'Trip');
    await open(site, alice, id);
    const { page } = alice;
    const field = composer(page);
    const options = page.getByRole('listbox', { name: 'Mention' }).getByRole('option');
    await field.pressSequentially('Hi @b');
    // bob and bert, and perhaps another one: the random end of a username may begin so
    await expect.poll(() => options.count()).toBeGreaterThanOrEqual(2);
    expect.soft(await axe(page)).toEqual([]);
    const active = () => field.getAttribute('aria-activedescendant');
    const first = await active();
    await field.press('ArrowDown');
    await expect.poll(active).not.toBe(first);
    await field.press('ArrowUp');
    await expect.poll(active).toBe(first);
    await field.press('Escape');
    await expect.poll(() => options.count()).toBe(0);
    await field.pressSequentially('o');
    expect(await options.count()).toBe(0);
    await field.fill('');
    await field.pressSequentially('Hi **@bo');
    await expect.poll(() => options.count()).toBe(1);
    await field.press('Tab');
    await valueOf(page).toBe(`Hi **@${bob.user.username} `);
    await field.press('Backspace');
    await field.pressSequentially('** and @al');
    await expect.poll(() => options.count()).toBeGreaterThan(0);
    await options.filter({ hasText: 'All members' }).click();
    await valueOf(page).toBe(`Hi **@${bob.user.username}** and @all `);
    await field.fill(`Hi **@${bob.user.username}**`);
    await field.press('Enter');
    await line(page, 'Hi').waitFor();
    await expect
      .poll(async () => (await messageAt(site, bob, id, 1)).entities)
      .toMatchObject([{ type: 'bold' }, { type: 'mention', userId: bob.user.id }]);

    for (let n = 0; n < 60; n += 1) await say(site, carol, id, { text: `line ${n}` });
    await say(site, carol, id, { text: `And @${bob.user.username} again` });
    for (let n = 60; n < 90; n += 1) await say(site, carol, id, { text: `line ${n}` });
    const phone = bob.page;
    const row = phone.getByRole('link', { name: /Trip/ });
    await row.getByRole('img', { name: '2 Erwähnungen von dir' }).waitFor();
    expect.soft(await axe(phone)).toEqual([]);
    await row.tap();
    await line(phone, 'Hi').waitFor();
    // the first one is read, as it is on screen
    const next = phone.getByRole('button', { name: 'Zur ungelesenen Erwähnung' });
    await next.tap();
    await expect.poll(() => line(phone, 'again').isVisible()).toBe(true);
    expect.soft(await axe(phone)).toEqual([]);
    await expect.poll(() => next.count()).toBe(0);
    await phone.goBack();
    await expect.poll(() => row.getByRole('img', { name: /Erwähnung/ }).count()).toBe(0);
    // the name of another member leads to them
    await say(site, carol, id, { text: `Ask @${alice.user.username}` });
    await row.tap();
    await phone.getByRole('button', { name: /neue Nachricht/ }).tap();
    await line(phone, 'Ask')
      .getByRole('button', { name: `@${alice.user.username}` })
      .tap();
    await phone.getByRole('heading', { name: alice.user.name }).first().waitFor();
  });

  it('given hostile texts, shows them as text', async () => {
    const site = await startSite();
    const alice = await person(site, 'alice', { expects: [] });
    const bob = await site.person('bob');
    const { id } = await site.conversation(alice, [bob]);
    const { page } = alice;
    await page.addInitScript(() => {
      Object.assign(globalThis, { hacked: false });
    });
    const script = '<img src=x onerror="hacked = true"><script>hacked = true</script>';
    const texts = [
      script,
      `**${script}**`,
      '[click](javascript:alert(1)) <a href="javascript:alert(1)">x</a>',
      '\u202Egnp.exe \u2066abc',
      '*'.repeat(8_000),
      '**a '.repeat(2_000),
    ];
    await open(site, alice, id);
    for (const text of texts) {
      await composer(page).fill(text);
      await composer(page).press('Enter');
      await valueOf(page).toBe('');
    }
    const all = () => site.runtime.app.conversations.head(id);
    await expect.poll(async () => (await all())?.lastSeq).toBe(texts.length);
    for (const [index, text] of texts.entries()) {
      const stored = await messageAt(site, alice, id, index + 1);
      expect(stored.text).toBe(index === 1 ? script : text);
    }
    // what another client says, whatever that is
    const hostile = [
      { type: 'link', start: 0, length: 5, url: 'https://example.com/?q=<script>' },
      { type: 'link', start: 0, length: 5, url: 'https://evil.example/' },
    ];
    const path = `/v1/conversations/${id}/messages`;
    const [first, second] = hostile;
    const send = (entities: unknown[]) =>
      site.call('POST', path, { token: bob.token, body: { text: 'https://bank.example', entities } });
    expect((await send([first])).status).toBe(400);
    expect((await send([second])).status).toBe(201);
    await log(page).getByRole('link', { name: 'https', exact: true }).waitFor();
    const links = await log(page).evaluate((list) =>
      [...list.querySelectorAll('a')].map(({ href, title, textContent }) => [textContent, href, title]),
    );
    expect(links).toEqual([['https', 'https://evil.example/', 'https://evil.example/']]);
    expect(await log(page).evaluate((list) => list.querySelectorAll('img, script, iframe').length)).toBe(0);
    expect(await page.evaluate(() => String(Reflect.get(globalThis, 'hacked')))).toBe('false');
    expect.soft(await axe(page)).toEqual([]);
  });
});
