import { defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';
import { allEngines, availableEngines } from './test/support/backend/dynamodb-engines.ts';

for (const { name, missing } of allEngines()) {
  process.stdout.write(missing === undefined ? `${name}: found\n` : `${name}: left out, ${missing}\n`);
}

/** As in the quick tests, but an engine takes longer to answer: a time limit is there to find what hangs. */
const settings = { ...shared.test, include: [], exclude: [], testTimeout: 180_000 };

/** `npm run test:dynamodb`: the table contract, and the flows through the whole backend, on every engine found. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...settings, name: 'contract', include: ['test/contract/*.dynamodb-test.ts'] } },
      ...availableEngines().map(({ name }) => ({
        test: {
          ...settings,
          name,
          include: ['test/flows/*.test.ts'],
          exclude: [
            // These start no backend of their own on tables, or bring their own settings.
            'test/flows/{gateway-*,seed}.test.ts',
            // Faults happen in front of the table: the quicker engine is enough for them.
            ...(name === 'DynamoDB Local' ? ['test/flows/faults-*.test.ts'] : []),
          ],
          globalSetup: './test/support/backend/dynamodb-setup.ts',
        },
      })),
    ],
  },
});
