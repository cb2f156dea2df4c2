import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { demoDirect, demoGroupName, demoPassword } from '../local/demo-data.ts';
import { demoFile } from '../local/demo-files.ts';
import { startRuntime } from '../local/runtime.ts';
import { seed } from '../local/seed.ts';
import { readSettings } from '../local/settings.ts';
import { startChromium } from '../test/support/browser/chromium.ts';
import { sizes } from '../test/support/browser/sizes.ts';
import { ensureWeb } from '../web/build/build-web.ts';

const folder = join(import.meta.dirname, 'screenshots');
/** Room for everything in the repository. */
const maxTotalBytes = 2_000_000;
/** So that none is heavy to load on its own. */
const maxBytes = 300_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);

interface Screen {
  name: string;
  /** Brings the page there; it shows the list of chats, or the welcome for `signedOut`. */
  open: (page: Page) => Promise<void>;
  signedOut?: true;
}

/** Follows the address inside the page, so that nothing is loaded again. */
const go = (path: string) => (page: Page) =>
  page.evaluate((to) => {
    history.pushState(null, '', to);
  }, path);

async function openGroup(page: Page): Promise<void> {
  await page.getByRole('link', { name: demoGroupName }).click();
  await shown(page.getByRole('button', { name: 'Photo 3 of 3, open' }).locator('img[srcset]'));
}

/** The picture is there, not its blur. */
const shown = (image: Locator) =>
  image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
  });

const trayFiles = ['Morning.jpg', 'Night.jpg', 'Breakfast.txt'] as const;

/** The screens that people see most. */
const screens: readonly Screen[] = [
  { name: 'welcome', signedOut: true, open: () => Promise.resolve() },
  { name: 'chats', open: () => Promise.resolve() },
  { name: 'conversation', open: openGroup },
  {
    name: 'details',
    async open(page) {
      await openGroup(page);
      await go(`${new URL(page.url()).pathname}/details`)(page);
      await page.getByRole('button', { name: 'Media and files' }).waitFor();
    },
  },
  { name: 'new-chat', open: go('/new') },
  {
    name: 'viewer',
    async open(page) {
      await openGroup(page);
      await page.getByRole('button', { name: 'Photo 2 of 3, open' }).click();
      await shown(page.getByRole('img', { name: 'Evening.jpg' }));
    },
  },
  {
    name: 'gallery',
    async open(page) {
      await openGroup(page);
      await go(`${new URL(page.url()).pathname}/details/media`)(page);
      await shown(
        page
          .getByRole('button', { name: /^Photo, Carol/ })
          .locator('img')
          .first(),
      );
    },
  },
  {
    name: 'tray',
    async open(page) {
      await openGroup(page);
      const files = await Promise.all(trayFiles.map(async (name) => (await demoFile(name)).file));
      await page.getByLabel('File', { exact: true }).setInputFiles(
        await Promise.all(
          files.map(async (file) => ({
            ...{ name: file.name, mimeType: file.type },
            buffer: Buffer.from(await file.arrayBuffer()),
          })),
        ),
      );
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill('The plan, and the view');
      await page
        .getByRole('list', { name: 'Attachments' })
        .getByRole('progressbar')
        .first()
        .waitFor({ state: 'detached' });
    },
  },
];

/** WebP is a third of PNG, and what the browser itself can write. */
async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const data = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.8);
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await page.close();
  return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.locator('input[name=username]').fill('alice');
  await page.locator('input[name=password]').fill(demoPassword);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((at) => at.pathname === '/');
  await page
    .getByText(demoDirect.lines.at(-1)?.[1] ?? '')
    .first()
    .waitFor();
  // people of the demo open no mails
  await page.getByRole('button', { name: 'Later' }).click();
}

/** Takes every screen at one size in one colour scheme, on a device of its own. Returns how many bytes they are. */
async function take(
  browser: Browser,
  url: string,
  { size, colorScheme }: { size: keyof typeof sizes; colorScheme: 'light' | 'dark' },
): Promise<number> {
  const viewport = sizes[size];
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  let bytes = 0;
  let signedIn = false;
  for (const { name, open, signedOut } of screens) {
    if (signedOut) await page.goto(url);
    else if (signedIn) await page.goto(url);
    else await signIn(page, url);
    signedIn ||= !signedOut;
    await page.locator('h1, h2').first().waitFor();
    await open(page);
    // what is still loading or moving: pictures, fonts, the place in the list
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => document.fonts.ready);
    const webp = await toWebp(browser, await page.screenshot({ animations: 'disabled', caret: 'hide' }));
    await writeFile(join(folder, `${name}-${size}-${colorScheme}.webp`), webp);
    if (webp.length > maxBytes) throw new Error(`${name} is ${Math.round(webp.length / 1000)} kB.`);
    bytes += webp.length;
  }
  await context.close();
  return bytes;
}

/** `npm run screenshots`: the main screens with the demo data, at three sizes, light and dark, into `docs/screenshots/`. */
async function main(): Promise<void> {
  await ensureWeb({ say });
  const dataDir = await mkdtemp(join(tmpdir(), 'chatflow-screenshots-'));
  const runtime = await startRuntime(readSettings({ PORT: '0', DATA_DIR: dataDir, PASSWORD_COST: '4' }));
  const server = await startChromium(process.env);
  try {
    await seed(runtime.url, () => undefined);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const browser = await chromium.connect(server.wsEndpoint());
    let total = 0;
    for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
      for (const colorScheme of ['light', 'dark'] as const)
        total += await take(browser, runtime.url, { size, colorScheme });
    }
    say(`${screens.length * 6} pictures in docs/screenshots/, ${Math.round(total / 1000)} kB.`);
    if (total > maxTotalBytes) throw new Error(`They are more than ${maxTotalBytes / 1000} kB together.`);
  } finally {
    await server.close();
    await runtime.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
