import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { createClient, type ChatClient } from '../client/index.ts';
import { startRuntime } from '../local/runtime.ts';
import { readSettings } from '../local/settings.ts';
import { startChromium } from '../test/support/browser/chromium.ts';
import { sizes } from '../test/support/browser/sizes.ts';
import { ensureWeb } from '../web/build/build-web.ts';
import { describeMachine } from './support/machine.ts';
import { percentiles } from './support/percentiles.ts';

/**
 * `npm run bench:web [-- --save]`: how quick the web client is, in Chromium on this machine: the shell from its cache,
 * switching conversations, the heap after that, and the frames while a long history scrolls by.
 */

const messages = 10_000;
const chats = 50;
const messagesInChat = 40;
/** The wheel turns this far with each step, in pixels. */
const stepPx = 240;
const scrollMs = 20_000;
const password = 'a long password for the bench';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Sends numbered texts of several lengths, a hundred at once. */
async function fill(client: ChatClient, conversationId: string, count: number): Promise<void> {
  const lengths = [20, 80, 8, 240, 45];
  for (let sent = 0; sent < count; sent += 100) {
    const batch = Array.from({ length: Math.min(100, count - sent) }, (_, index) => {
      const text = `${sent + index + 1} `.padEnd(
        lengths[index % lengths.length] ?? 20,
        'the quick brown fox ',
      );
      return client.messages.send(conversationId, text);
    });
    await Promise.all(batch);
  }
}

/** Milliseconds from a click on each chat until its messages are on screen. */
function switchTimes(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const links = () => [...document.querySelectorAll<HTMLAnchorElement>('nav a[href^="/c/"]')];
    const times: number[] = [];
    for (const { href } of links()) {
      // the list makes its rows anew; a click on one that is gone would load the page
      const link = links().find((one) => one.href === href);
      if (link === undefined) continue;
      const before = document.querySelector('[role=log]');
      const start = performance.now();
      link.click();
      for (;;) {
        await frame();
        const log = document.querySelector('[role=log]');
        if (log !== null && log !== before && log.querySelector('article') !== null) break;
        if (performance.now() - start > 5_000) throw new Error(`nothing to see at ${href}`);
      }
      times.push(performance.now() - start);
    }
    return times;
  });
}

/** The distances of the frames, in milliseconds, while `page` scrolls upwards. */
async function frames(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { seen });
    let last = performance.now();
    const next = (now: number) => {
      seen.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await page.getByRole('log').hover();
  const end = performance.now() + scrollMs;
  while (performance.now() < end) await page.mouse.wheel(0, -stepPx);
  return page.evaluate<number[]>('window.seen');
}

const rounded = (values: readonly number[]) => {
  const { p50, p95, p99, max } = percentiles(Float64Array.from(values));
  return Object.fromEntries(
    Object.entries({ p50, p95, p99, max }).map(([name, value]) => [name, Math.round(value * 10) / 10]),
  );
};

async function main(): Promise<void> {
  await ensureWeb({ say });
  const dataDir = await mkdtemp(join(tmpdir(), 'chatflow-bench-web-'));
  const settings = readSettings({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const runtime = await startRuntime(settings);
  const server = await startChromium(process.env);
  const clients: ChatClient[] = [];
  try {
    const joined = async (username: string) => {
      const client = createClient({ baseUrl: runtime.url });
      clients.push(client);
      await client.register({ username, email: `${username}@example.com`, name: username, password });
      await client.connect();
      return client;
    };
    const [writer] = [await joined('writer'), await joined('reader')];
    say(`Writing ${messages + chats * messagesInChat} messages …`);
    for (let index = 0; index < chats; index += 1) {
      const { id } = await writer.conversations.createGroup(`Chat ${index}`, ['reader']);
      await fill(writer, id, messagesInChat);
    }
    const long = await writer.conversations.openDirect('reader');
    await fill(writer, long.id, messages);

    const browser = await chromium.connect(server.wsEndpoint());
    const page = await browser.newPage({ viewport: sizes.desktop });
    await page.goto(`${runtime.url}/sign-in`);
    await page.locator('input[name=username]').fill('reader');
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
    await page.locator('nav a[href^="/c/"]').first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

    const shells: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await page.reload({ waitUntil: 'commit' });
      await page.locator('nav a[href^="/c/"]').first().waitFor();
      shells.push(await page.evaluate(() => performance.now()));
    }
    say('Switching …');
    const first = await switchTimes(page);
    const switches: number[] = [];
    while (switches.length < 50) switches.push(...(await switchTimes(page)));
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');

    say(`Scrolling for ${scrollMs / 1_000} s …`);
    await page.goto(`${runtime.url}/c/${long.id}`);
    await page.getByRole('log').locator('article').first().waitFor();
    const distances = await frames(page);
    const figures = {
      shellFromCacheMs: rounded(shells),
      firstSwitchMs: rounded(first),
      switchMs: rounded(switches),
      heapAfterSwitchesMB: Math.round(usedSize / 1e5) / 10,
      frameMs: rounded(distances),
      framesPerSecond: Math.round((distances.length / distances.reduce((sum, one) => sum + one, 0)) * 1_000),
    };
    say(JSON.stringify(figures, undefined, 2));
    if (process.argv.includes('--save')) {
      const machine = describeMachine();
      const date = new Date().toISOString();
      const name = `${date.slice(0, 10)}-${machine.commit ?? 'no-commit'}-web.json`;
      const file = join(import.meta.dirname, 'results', name);
      await writeFile(
        file,
        `${JSON.stringify({ date, machine, browser: browser.version(), figures }, undefined, 2)}\n`,
      );
      say(`Saved to ${file}`);
    }
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
