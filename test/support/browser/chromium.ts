import { existsSync } from 'node:fs';
import { chromium, type BrowserServer } from 'playwright-core';

/** Where packages of Chromium and Chrome put it. */
const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** Chromium without windows: its pages are the same, and it takes half the time. */
const headlessShell = '/usr/bin/chromium-headless-shell';

/** Which one is taken where there are several: the quickest, or what users have, as where something is measured. */
const orders = { quickest: [headlessShell, ...browsers], users: [...browsers, headlessShell] };

export type ChromiumOrder = keyof typeof orders;

/** The browser on this machine: what `CHROMIUM` names, or where one usually is. Throws a sentence for a person without one. */
export function findChromium(env: NodeJS.ProcessEnv, order: ChromiumOrder = 'quickest'): string {
  const found = [env['CHROMIUM'] ?? '', ...orders[order]].find((path) => path !== '' && existsSync(path));
  if (found === undefined) {
    throw new Error(
      'There is no Chromium on this machine. Install one (Debian: apt-get install chromium-headless-shell), or name it: CHROMIUM=/path/to/chromium',
    );
  }
  return found;
}

/** One that shows notifications of the system, which the shell without windows cannot; `undefined` where there is none. */
export function findNotifyingChromium(env: NodeJS.ProcessEnv): string | undefined {
  const named = env['CHROMIUM'] ?? '';
  return [named, ...browsers].find(
    (path) => path !== '' && !path.includes('headless-shell') && existsSync(path),
  );
}

/** Starts the browser, which pages reach by its WebSocket endpoint, so that all test files share it. */
export function startChromium(env: NodeJS.ProcessEnv, order?: ChromiumOrder): Promise<BrowserServer> {
  // root has no sandbox, and containers have little shared memory
  const root = process.getuid?.() === 0;
  return chromium.launchServer({
    executablePath: findChromium(env, order),
    chromiumSandbox: !root,
    // a microphone that beeps, for voice notes
    args: ['--disable-dev-shm-usage', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
}
