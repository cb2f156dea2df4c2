import { defineConfig } from 'vitest/config';

/** What needs a DynamoDB engine: `npm run test:dynamodb`. */
export default defineConfig({
  test: {
    include: ['test/**/*.dynamodb-test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    // Names the engines it ran on, and the ones it could not.
    reporters: ['verbose'],
  },
});
