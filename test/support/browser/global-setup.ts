import type { TestProject } from 'vitest/node';
import { ensureWeb } from '../../../web/build/build-web.ts';
import { startChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The WebSocket endpoint of the one browser of the run. */
    chromium: string;
  }
}

/** Once before all browser tests: the web client as it is in the sources, and a browser. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const browser = await startChromium(process.env);
  await ensureWeb({ say: (line) => void process.stdout.write(`${line}\n`) });
  provide('chromium', browser.wsEndpoint());
  return () => browser.close();
}
