import { defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';

/**
 * `npm run test:programs`: programs in processes of their own, the bundles as Lambda loads them, cdk-nag's rules over whole
 * apps, and every call of a send failing in every way.
 */
export default defineConfig({
  test: {
    ...shared.test,
    include: ['test/programs/*.program-test.ts', 'test/flows/faults-*.test.ts'],
    exclude: [],
    testTimeout: 120_000,
  },
});
