import { defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';

/** `npm run test:programs`: programs in processes of their own, the bundles as Lambda loads them, and
 * cdk-nag's rules over whole apps. */
export default defineConfig({
  test: { ...shared.test, include: ['test/programs/*.program-test.ts'], testTimeout: 120_000 },
});
