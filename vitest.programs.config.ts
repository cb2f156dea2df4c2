import { defineConfig } from 'vitest/config';
import shared, { exhaustive } from './vitest.config.ts';

/**
 * `npm run test:programs`: programs in processes of their own, the bundles as Lambda loads them, cdk-nag's rules over whole
 * apps, every call of a send failing in every way, bad input of every kind, and the model of clients against the backend.
 */
export default defineConfig({
  test: {
    ...shared.test,
    include: ['test/programs/*.program-test.ts', ...exhaustive],
    exclude: [],
    testTimeout: 120_000,
    // bundling all functions twice
    hookTimeout: 180_000,
  },
});
