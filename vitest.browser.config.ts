import { defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';

/** `npm run test:browser`: the web client in a real browser, one for the whole run, against the local runtime. */
export default defineConfig({
  test: {
    ...shared.test,
    include: ['test/browser/*.browser-test.ts'],
    exclude: [],
    globalSetup: 'test/support/browser/global-setup.ts',
    testTimeout: 90_000,
    // each look at a page is a round trip that the page has to answer
    expect: { poll: { timeout: 20_000, interval: 50 } },
    // much of a test is waiting, and a second one fits in; pages of several people share the processors already
    maxWorkers: 2,
  },
});
