import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { AppendedReply, Message, OpenedStream } from '../../shared/protocol/index.ts';
import type { Person } from '../support/backend/api.ts';
import type { TestBackend } from '../support/backend/runtime.ts';
import { axe, person, sizes, startSite } from '../support/browser/pages.ts';
import { ManualClock } from '../support/manual-clock.ts';

const log = (page: Page) => page.getByRole('log');
const line = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text });
const stopButton = (page: Page) => log(page).getByRole('button', { name: 'Stop' });
/** What is read out to screen readers. */
const announced = (page: Page) => page.locator('[aria-live=polite]').allInnerTexts();
const distanceToEnd = (page: Page) =>
  log(page).evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);

/** What a program does that writes in a conversation. */
function programOf(site: TestBackend, { token }: Person, id: string) {
  const path = `/v1/conversations/${id}/messages`;
  const post = async <T>(below: string, body: object) => {
    const { body: answer, status } = await site.call<T>('POST', `${path}/${below}`, { token, body });
    expect(status).toBeLessThan(300);
    return answer;
  };
  return {
    open: (clientId: string, replyTo?: string) => post<OpenedStream>('stream', { clientId, replyTo }),
    append: (seq: number, offset: number, text: string, checkpoint = false) =>
      post<AppendedReply>(`${seq}/append`, { offset, text, checkpoint }),
    close: (seq: number, text: string, entities: object[] = []) =>
      post<Message>(`${seq}/close`, { text, entities }),
    say: (text: string) => post<{ id: string; seq: number }>('', { text }),
  };
}

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index} `).join('');

describe('a message that a program writes', () => {
  it('grows with a caret at the end of the list, is read out once, and gets its formatting when it is whole', async () => {
    const site = await startSite();
    const erin = await site.person('erin');
    const alice = await person(site, 'alice', { viewport: sizes.phone });
    const { page } = alice;
    const { id } = await site.conversation(alice, [erin]);
    const program = programOf(site, erin, id);
    for (let number = 1; number <= 20; number += 1) await program.say(`Earlier ${number}`);
    // so that it opens at its end
    await site.call('POST', `/v1/conversations/${id}/read`, { token: alice.token, body: {} });
    await page.goto(`${site.runtime.url}/c/${id}`);
    await line(page, 'Earlier 20').waitFor();

    const { seq } = await program.open('answer');
    const writing = line(page, 'is writing…');
    await writing.waitFor();
    expect.soft(await axe(page)).toEqual([]);
    await program.append(seq, 0, '**Hello** ');
    await line(page, '**Hello**').waitFor();
    const long = `**Hello** ${words(120)}`;
    for (let end = 200; end < long.length; end += 200) {
      await program.append(seq, 0, long.slice(0, end));
      await expect.poll(() => distanceToEnd(page)).toBeLessThan(48);
    }
    expect((await announced(page)).join()).not.toContain('word');
    expect.soft(await axe(page)).toEqual([]);

    const text = long.replaceAll('*', '').trim();
    await program.close(seq, text, [{ type: 'bold', start: 0, length: 5 }]);
    await line(page, 'word119').locator('strong').getByText('Hello').waitFor();
    await expect.poll(() => writing.count()).toBe(0);
    await expect.poll(async () => (await announced(page)).join()).toContain('word119');
    expect(await distanceToEnd(page)).toBeLessThan(48);

    // who scrolled up stays where they are
    const next = await program.open('next');
    await log(page).hover();
    await page.mouse.wheel(0, -300);
    await expect.poll(() => distanceToEnd(page)).toBeGreaterThan(200);
    const top = () => line(page, 'word119').evaluate((element) => element.getBoundingClientRect().top);
    const before = await top();
    await program.append(next.seq, 0, words(100));
    await expect.poll(() => distanceToEnd(page)).toBeGreaterThan(500);
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
  });

  it('is stopped by whom it answers, and says so everywhere; one whose program vanished says that', async () => {
    const clock = new ManualClock();
    const site = await startSite({ clock });
    const erin = await site.person('erin');
    const [alice, bob] = [
      await person(site, 'alice', { viewport: sizes.desktop }),
      await person(site, 'bob', { viewport: sizes.tablet, colorScheme: 'dark' }),
    ];
    const { id } = await site.conversation(erin, [alice, bob], 'Team');
    const program = programOf(site, erin, id);
    const question = await programOf(site, bob, id).say('What is new?');
    for (const { page } of [alice, bob]) {
      await page.goto(`${site.runtime.url}/c/${id}`);
      await line(page, 'What is new?').waitFor();
    }
    const { seq } = await program.open('answer', question.id);
    clock.advance(1_000);
    await program.append(seq, 0, 'A great deal', true);
    await line(alice.page, 'A great deal').waitFor();
    await line(bob.page, 'A great deal').waitFor();
    await stopButton(bob.page).waitFor();
    expect(await stopButton(alice.page).count()).toBe(0);
    expect.soft(await axe(bob.page)).toEqual([]);
    await stopButton(bob.page).focus();
    await bob.page.keyboard.press('Enter');
    for (const { page } of [alice, bob]) {
      await line(page, 'Stopped').waitFor();
      expect.soft(await axe(page)).toEqual([]);
    }

    const lost = await program.open('lost');
    clock.advance(1_000);
    const hostile = `<b>${'x'.repeat(300)}</b> \u202eabc שלום`;
    await program.append(lost.seq, 0, hostile, true);
    await line(alice.page, '</b>').waitFor();
    const wide = await alice.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    clock.advance(75_000);
    await alice.page.reload();
    await line(alice.page, 'Not finished').waitFor();
    await line(bob.page, 'Not finished').waitFor();
    expect.soft(await axe(alice.page)).toEqual([]);
  });
});
