import { defineConfig } from 'vitest/config';

/** The flows that `npm run test:deploy` runs through a deployed backend. */
export default defineConfig({
  test: {
    include: ['test/deploy/*.deploy-test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
