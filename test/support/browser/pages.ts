import { join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';
import { createClient, type Storage } from '../../../client/index.ts';
import type { OwnUser } from '../../../shared/protocol/index.ts';
import { newestToken } from '../accounts/mails.ts';
import { startBackend, type Person, type TestBackend } from '../backend/runtime.ts';
import { sizes } from './sizes.ts';

export { axe } from './axe.ts';
export { sizes } from './sizes.ts';

/** Where screenshots of tests that fail go. */
const failures = join(import.meta.dirname, '../../../test-results');

export type PageOptions = Pick<
  BrowserContextOptions,
  | 'viewport'
  | 'permissions'
  | 'colorScheme'
  | 'locale'
  | 'reducedMotion'
  | 'hasTouch'
  | 'isMobile'
  | 'storageState'
> & {
  /** What the console may say besides nothing, as when a test takes the network away. */
  expects?: readonly RegExp[];
  /** Another one than that of the run. */
  browser?: Promise<Browser>;
};

/** A browser profile of its own, as on a device of its own, and its first page. */
export interface Device {
  context: BrowserContext;
  page: Page;
  /** One more tab. */
  tab: () => Promise<Page>;
}

/** A person who is signed in on a device. */
export type SignedIn = Device & Person;

let browser: Promise<Browser> | undefined;

/** The backend with the web client, on a free port, for one test. */
export function startSite(...[overrides]: Parameters<typeof startBackend>): Promise<TestBackend> {
  return startBackend({ ...overrides, env: { WEB: 'on', ...overrides?.env } });
}

/** What a page says that a test should know of: errors, warnings, and exceptions that nothing caught. */
function listen(page: Page, said: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      said.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => said.push(`exception: ${error.stack ?? error.message}`));
}

/**
 * A new device for one test, with an empty page. The test fails if a page of it prints an error or a warning; if it fails,
 * a screenshot of each page is in `test-results/`.
 */
export async function device({
  expects = [],
  browser: other,
  ...options
}: PageOptions = {}): Promise<Device> {
  browser ??= chromium.connect(inject('chromium'));
  const context = await (
    await (other ?? browser)
  ).newContext({ viewport: sizes.desktop, locale: 'en-GB', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(15_000);
  const said: string[] = [];
  context.on('page', (page) => listen(page, said));
  onTestFinished(async ({ task }) => {
    const unexpected = said.filter((line) => !expects.some((pattern) => pattern.test(line)));
    if (task.result?.state === 'fail' || unexpected.length > 0) {
      const name = task.name.replaceAll(/\W+/g, '-');
      for (const [index, page] of context.pages().entries())
        await page.screenshot({ path: join(failures, `${name}-${task.id}-${index + 1}.png`) });
    }
    await context.close();
    expect(unexpected, 'what the console says').toEqual([]);
  });
  return { context, page: await context.newPage(), tab: () => context.newPage() };
}

/** Opens the link that confirms the address of a person, unless that was done. */
async function confirm(site: TestBackend, { token, user }: Person): Promise<void> {
  const { body } = await site.call<OwnUser>('GET', '/v1/users/me', { token });
  if (body.emailVerified) return;
  const link = await newestToken(site, user.email);
  await site.call('POST', '/v1/auth/email/verify', { body: { token: link } });
}

const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** What a browser stores of a page on which a person has just signed in. */
async function signedInStorage(origin: string, { user, password }: Person) {
  const stored = new Map<string, string>();
  const storage: Storage = {
    get: (key) => stored.get(key),
    set: (key, value) => void stored.set(key, value),
    remove: (key) => void stored.delete(key),
  };
  // the list of devices names the browser
  const browserFetch: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('user-agent', userAgent);
    return fetch(input, { ...init, headers });
  };
  const client = createClient({ baseUrl: origin, storage, fetch: browserFetch });
  await client.login({ username: user.username, password });
  client.disconnect();
  const records = [...stored].map(([key, value]) => ({ key, value }));
  const store = { name: 'values', autoIncrement: false, records, indexes: [] };
  const indexedDB = [{ name: 'chatflow', version: 1, stores: [store] }];
  // Playwright restores the databases that it saves, although its types do not name them
  const origins = [{ origin, localStorage: [], indexedDB }];
  return { cookies: [], origins };
}

/**
 * Opens the chat of a person on a new device on which they have signed in, without the form, to save time. The address is
 * confirmed, unless it is to be `unconfirmed`, of which the page speaks.
 */
export async function signIn(
  site: TestBackend,
  person: Person,
  { unconfirmed = false, ...options }: PageOptions & { unconfirmed?: boolean } = {},
): Promise<SignedIn> {
  if (!unconfirmed) await confirm(site, person);
  const { url } = site.runtime;
  const opened = await device({ ...options, storageState: await signedInStorage(url, person) });
  await opened.page.goto(`${url}/`);
  // last, since a person may be signed in on another device already
  return { ...person, ...opened };
}

/** A new person, registered by the API to save time, and signed in on a new device. */
export async function person(site: TestBackend, name: string, options?: PageOptions): Promise<SignedIn> {
  return signIn(site, await site.person(name), options);
}
