import { existsSync } from 'node:fs';
import { chromium, type BrowserServer } from 'playwright-core';

/** Where packages of Chromium and Chrome put it. */
const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser on this machine: what `CHROMIUM` names, or where one usually is. Throws a sentence for a person without one. */
export function findChromium(env: NodeJS.ProcessEnv): string {
  const found = [env['CHROMIUM'] ?? '', ...usual].find((path) => path !== '' && existsSync(path));
  if (found === undefined) {
    throw new Error(
      'There is no Chromium on this machine. Install one (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/chromium',
    );
  }
  return found;
}

/** Starts the browser, which pages reach by its WebSocket endpoint, so that all test files share it. */
export function startChromium(env: NodeJS.ProcessEnv): Promise<BrowserServer> {
  // root has no sandbox, and containers have little shared memory
  const root = process.getuid?.() === 0;
  return chromium.launchServer({
    executablePath: findChromium(env),
    chromiumSandbox: !root,
    // a microphone that beeps, for voice notes
    args: ['--disable-dev-shm-usage', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
}
