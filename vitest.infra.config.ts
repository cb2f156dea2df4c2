import { defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';

/** `npm run test:infra`: the stacks as they are synthesized. One thread: two would load the CDK twice and end no earlier. */
export default defineConfig({
  test: {
    ...shared.test,
    include: ['test/infra/*.test.ts'],
    exclude: [],
    maxWorkers: 1,
    testTimeout: 120_000,
  },
});
