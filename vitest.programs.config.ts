import { defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';

/** `npm run test:programs`: programs in processes of their own, and the bundles as Lambda loads them. */
export default defineConfig({
  test: { ...shared.test, include: ['test/programs/*.program-test.ts'], testTimeout: 120_000 },
});
