import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { ChatClient } from '../client/index.ts';
import { startRuntime } from '../local/runtime.ts';
import { readSettings } from '../local/settings.ts';
import { startChromium } from '../test/support/browser/chromium.ts';
import { sizes } from '../test/support/browser/sizes.ts';
import { ensureWeb } from '../web/build/build-web.ts';
import { describeMachine } from './support/machine.ts';
import { percentiles } from './support/percentiles.ts';
import { fill, join, password } from './web/people.ts';
import { scrollToStart } from './web/scrolling.ts';
import { switchTimes } from './web/switching.ts';
import { wakeTime } from './web/waking.ts';

/**
 * `npm run bench:web [-- --save]`: how quick the web client is, in Chromium on this machine: the shell from its cache,
 * switching conversations, the heap after that, a tab that wakes, and the frames while a long history scrolls by.
 */

const messages = 10_000;
const chats = 50;
const messagesInChat = 40;
const switches = 50;
const wakes = 5;
/** A sleep, in hours: no access token is valid that long. */
const sleepHours = 3;

const say = (line: string) => void process.stdout.write(`${line}\n`);

const round = (value: number) => Math.round(value * 10) / 10;

function rounded(values: readonly number[]) {
  const { p50, p95, p99, max } = percentiles(Float64Array.from(values));
  return { p50: round(p50), p95: round(p95), p99: round(p99), max: round(max), count: values.length };
}

interface Site {
  url: string;
  /** Puts the server's clock ahead. */
  sleep: () => void;
  writer: ChatClient;
  /** The chat with the long history. */
  longId: string;
  /** The short ones. */
  shortIds: readonly string[];
}

async function write({ writer, longId, shortIds }: Omit<Site, 'url' | 'sleep'>): Promise<void> {
  say(`Writing ${messages + chats * messagesInChat} messages …`);
  await fill(writer, longId, messages);
  for (const id of shortIds) await fill(writer, id, messagesInChat);
}

async function signIn(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: sizes.desktop });
  await page.goto(`${url}/sign-in`);
  await page.locator('input[name=username]').fill('reader');
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('nav a[href^="/c/"]').first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return page;
}

async function shellTimes(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    await page.reload({ waitUntil: 'commit' });
    await page.locator('nav a[href^="/c/"]').first().waitFor();
    times.push(await page.evaluate(() => performance.now()));
  }
  return times;
}

/** Megabytes in use, without what is garbage. */
async function heapMB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return round(usedSize / 1e6);
}

/** Whether an element is scrolled to its end. */
const isAtEnd = ({ scrollTop, clientHeight, scrollHeight }: Element) =>
  scrollTop + clientHeight >= scrollHeight - 1;

/** Each time, every short chat goes on meanwhile, the open one last. */
async function wakeTimes(page: Page, { sleep, writer, shortIds }: Site): Promise<number[]> {
  const openId = shortIds.at(-1) ?? '';
  const others = shortIds.slice(0, -1);
  await page.goto(new URL(`/c/${openId}`, page.url()).href);
  await page.getByRole('log').locator('article').first().waitFor();
  // it opens at the first unread message; what arrives is followed at the end
  await page.getByRole('log').focus();
  while (!(await page.getByRole('log').evaluate(isAtEnd))) await page.keyboard.press('End');
  const times: number[] = [];
  for (let count = 1; count <= wakes; count += 1) {
    const happen = async () => {
      sleep();
      for (const id of others) await fill(writer, id, 4);
      const text = `Good morning ${count}`;
      await writer.messages.send(openId, text);
      return text;
    };
    times.push(await wakeTime(page, { happen }));
  }
  return times;
}

async function measure(page: Page, site: Site) {
  const shells = await shellTimes(page);
  say('Switching …');
  const { first, firstAimed, again } = await switchTimes(page, switches);
  const switching = { first: rounded(first), aimed: rounded(firstAimed), again: rounded(again) };
  say(JSON.stringify(switching));
  const heapAfterSwitchesMB = await heapMB(page);
  say('Waking …');
  const wake = await wakeTimes(page, site);
  say(`Scrolling through ${messages} messages …`);
  await page.goto(`${site.url}/c/${site.longId}`);
  await page.getByRole('log').locator('article').first().waitFor();
  // it opens at the first unread message, which is the first of all
  await page.getByRole('button', { name: /new messages/ }).click();
  await page
    .locator('[role=log] article', { hasText: `${messages} ` })
    .last()
    .waitFor();
  const { frames, seconds, reached } = await scrollToStart(page);
  return {
    shellFromCacheMs: rounded(shells),
    firstSwitchMs: rounded(first),
    firstSwitchAimedMs: rounded(firstAimed),
    switchMs: rounded(again),
    heapAfterSwitchesMB,
    wakeMs: rounded(wake),
    frameMs: rounded(frames),
    framesPerSecond: round((frames.length / frames.reduce((sum, one) => sum + one, 0)) * 1_000),
    framesAbove25ms: frames.filter((one) => one > 25).length,
    scrolledMessages: messages - reached + 1,
    scrollSeconds: round(seconds),
    heapAfterScrollMB: await heapMB(page),
  };
}

async function save(browser: Browser, figures: object): Promise<void> {
  const machine = describeMachine();
  const date = new Date().toISOString();
  const name = `${date.slice(0, 10)}-${machine.commit ?? 'no-commit'}-web.json`;
  const file = joinPath(import.meta.dirname, 'results', name);
  const result = { date, machine, browser: browser.version(), figures };
  await writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`);
  say(`Saved to ${file}`);
}

async function main(): Promise<void> {
  await ensureWeb({ say });
  const dataDir = await mkdtemp(joinPath(tmpdir(), 'chatflow-bench-web-'));
  let ahead = 0;
  const settings = readSettings({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', RATE_LIMITS: 'off' });
  const runtime = await startRuntime(settings, { clock: { now: () => Date.now() + ahead } });
  const server = await startChromium(process.env, 'users');
  const clients: ChatClient[] = [];
  try {
    const writer = await join(runtime.url, 'writer');
    clients.push(writer, await join(runtime.url, 'reader'));
    const { id: longId } = await writer.conversations.openDirect('reader');
    const shortIds: string[] = [];
    for (let index = 0; index < chats; index += 1) {
      const { id } = await writer.conversations.createGroup(`Chat ${index}`, ['reader']);
      shortIds.push(id);
    }
    await write({ writer, longId, shortIds });
    const sleep = () => {
      ahead += sleepHours * 3_600_000;
    };
    const browser = await chromium.connect(server.wsEndpoint());
    const page = await signIn(browser, runtime.url);
    const figures = await measure(page, { url: runtime.url, sleep, writer, longId, shortIds });
    say(JSON.stringify(figures, undefined, 2));
    if (process.argv.includes('--save')) await save(browser, figures);
  } finally {
    for (const client of clients) client.disconnect();
    await server.close();
    await runtime.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
