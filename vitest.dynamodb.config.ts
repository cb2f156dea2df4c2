import { defineConfig } from 'vitest/config';
import shared from './vitest.config.ts';
import { allEngines, availableEngines } from './test/support/backend/dynamodb-engines.ts';

for (const { name, missing } of allEngines()) {
  process.stdout.write(missing === undefined ? `${name}: found\n` : `${name}: left out, ${missing}\n`);
}

/** As in the quick tests, but an engine takes longer to answer: a time limit is there to find what hangs. */
const settings = { ...shared.test, include: [], exclude: [], testTimeout: 180_000 };

/**
 * Flows that between them use most operations of the stores, pages included: they run on DynamoDB Local too, which
 * refuses more mistakes than dynoxide but takes several times as long. What other flows add to these happens in front of
 * the table.
 */
const core = ['accounts', 'conversations', 'groups', 'messages', 'receipts', 'wire'];
const allFlows = 'test/flows/*.test.ts';
const coreFlows = `test/flows/{${core.join(',')}}.test.ts`;
const engines = availableEngines();

/** `npm run test:dynamodb`: the table contract on every engine found, and the flows on the quickest, the core of them on all. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...settings, name: 'contract', include: ['test/contract/*.dynamodb-test.ts'] } },
      ...engines.map(({ name }, index) => ({
        test: {
          ...settings,
          name,
          include: [index === 0 ? allFlows : coreFlows],
          // These start no backend of their own on tables, or bring their own settings; bad input is refused, faults are
          // injected, and permissions are checked before the table; what is long in the others is not the table's.
          exclude: [
            'test/flows/{bad-input-*,faults-*,gateway-*,seed}.test.ts',
            'test/flows/{authorization-matrix,big-group,hostile-input,passwords,permissions,provider-*,removal-race}.test.ts',
          ],
          globalSetup: './test/support/backend/dynamodb-setup.ts',
        },
      })),
    ],
  },
});
