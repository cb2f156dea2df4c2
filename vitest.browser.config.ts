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
    // pages of several people share the processors already: two files at once take as long
    maxWorkers: 1,
  },
});
