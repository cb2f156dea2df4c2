import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import config from '../../eslint.config.ts';
import { nouns } from '../../lint/import-table.ts';

/** The repository's lint, without the rules that need types: those would read the whole project for each line. */
const linter = new ESLint({
  overrideConfigFile: true,
  baseConfig: config,
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => !ruleId.startsWith('@typescript-eslint/'),
});

/** What it finds, as `rule@line`, in code that stands in a file of the repository. */
async function findings(filePath: string, code: string): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath });
  return (result?.messages ?? []).map(
    ({ ruleId, line, message }) => `${ruleId ?? `fatal: ${message}`}@${line}`,
  );
}

/** One file per row of the import table: what it may import, and what it may not. */
const rows: { file: string; may: string[]; mayNot: string[] }[] = [
  {
    file: 'shared/protocol/users.ts',
    may: ['zod', './common.ts'],
    mayNot: [
      'node:crypto',
      'pino',
      'zod/v3',
      '../platform/config.ts',
      '../accounts/index.ts',
      '../../client/index.ts',
    ],
  },
  {
    file: 'shared/messages/keys.ts',
    may: ['../platform/item-kind.ts', '../platform/table.ts'],
    mayNot: ['zod', './model.ts', '../conversations/index.ts', '../platform/ids.ts', '../protocol/index.ts'],
  },
  {
    file: 'shared/after-commit/followed-keys.ts',
    may: ['../accounts/keys.ts', '../platform/key-pattern.ts'],
    mayNot: ['zod', './change.ts', '../accounts/index.ts', '../keys.ts'],
  },
  {
    file: 'shared/platform/secrets.ts',
    may: ['pino', 'node:crypto', '@opentelemetry/api', './table.ts', '../protocol/index.ts'],
    mayNot: [
      './aws/dynamodb-table.ts',
      '../accounts/index.ts',
      '@aws-sdk/client-kms',
      '@smithy/node-http-handler',
      '@opentelemetry/sdk-trace',
      'aws-lambda',
      '../app.ts',
    ],
  },
  {
    file: 'shared/platform/aws/table/dynamodb-table.ts',
    may: [
      '@aws-sdk/client-dynamodb',
      '@smithy/node-http-handler',
      '../../table.ts',
      '../sdk-errors.ts',
      '../../../protocol/index.ts',
    ],
    mayNot: ['aws-lambda', '@middy/core', '../../../messages/index.ts', '../../../../functions/events.ts'],
  },
  {
    file: 'shared/messages/sending/send-message.ts',
    may: [
      './give-up-number.ts',
      '../policy.ts',
      '../attachments/attach.ts',
      'node:crypto',
      '../../protocol/index.ts',
      '../../platform/ports.ts',
      '../../conversations/index.ts',
    ],
    mayNot: [
      '../../app.ts',
      '../../conversations/store.ts',
      '../../conversations',
      '../../platform/aws/kms-keys.ts',
      '../../../functions/events.ts',
      '../../../local/main.ts',
      '../../../infra/app.ts',
      'aws-lambda',
      '@middy/core',
      '@aws-sdk/lib-dynamodb',
      'aws-cdk-lib',
    ],
  },
  {
    file: 'shared/app.ts',
    may: ['./messages/store.ts', './platform/ports.ts', './protocol/index.ts'],
    mayNot: ['./platform/aws/kms-keys.ts', '../functions/events.ts', '@aws-sdk/client-kms', 'aws-lambda'],
  },
  {
    file: 'functions/http/auth.ts',
    may: [
      '../../shared/app.ts',
      '../../shared/accounts/index.ts',
      '../middleware/problem.ts',
      '@middy/core',
      'aws-lambda',
    ],
    mayNot: [
      '../../shared/platform/aws/kms-keys.ts',
      '@aws-sdk/client-kms',
      '../../local/main.ts',
      '../../infra/app.ts',
    ],
  },
  {
    file: 'functions/composition.ts',
    may: ['../shared/platform/aws/kms-keys.ts', '../shared/app.ts', './events.ts'],
    mayNot: ['@aws-sdk/client-kms', '../local/main.ts'],
  },
  {
    file: 'functions/catalog.ts',
    may: ['./definition.ts'],
    mayNot: ['./http/auth.ts', './lambda.ts', '../shared/app.ts', 'aws-cdk-lib', 'node:path'],
  },
  {
    file: 'infra/stacks/data.ts',
    may: [
      '../../functions/catalog.ts',
      '../../functions/definition.ts',
      'aws-cdk-lib',
      'constructs',
      '../constructs/table.ts',
      '../../shared/platform/tables.ts',
      '../../shared/after-commit/followed-keys.ts',
      '../../shared/platform/config.ts',
    ],
    mayNot: [
      '../../functions/http/auth.ts',
      '../../functions/functions.ts',
      '../../shared/messages/index.ts',
      '../../shared/platform/ports.ts',
      '@aws-sdk/client-kms',
    ],
  },
  {
    file: 'local/seed.ts',
    may: ['./runtime.ts', '../client/index.ts', '../shared/protocol/index.ts'],
    mayNot: [
      '../client/client.ts',
      '../shared/platform/ports.ts',
      '../functions/functions.ts',
      '@aws-sdk/client-kms',
    ],
  },
  {
    file: 'local/gateway.ts',
    may: [
      'ws',
      'node:http',
      '@aws-sdk/client-dynamodb',
      './sqlite-table.ts',
      '../functions/http/auth.ts',
      '../shared/platform/ports.ts',
      '../shared/app.ts',
      '../web/build/build-web.ts',
    ],
    mayNot: [
      '../web/build/sources.ts',
      '../shared/messages/policy.ts',
      '../shared/messages/index.ts',
      '../infra/app.ts',
      '../client/index.ts',
      'aws-cdk-lib',
    ],
  },
  {
    file: 'client/connection/connection.ts',
    may: ['../delivery/outbox.ts', '../api/contract.ts'],
    mayNot: [
      'zod',
      '../../shared/protocol/index.ts',
      '../build/generate-contract.ts',
      '../../shared/platform/config.ts',
      '../../functions/events.ts',
      '../../local/main.ts',
      '../../web/main.ts',
      'node:fs',
      'fs',
      'pino',
      '@opentelemetry/api',
      '@aws-sdk/client-s3',
    ],
  },
  {
    file: 'client/terminal/main.ts',
    may: ['node:readline', './screen.ts', '../index.ts', '../state/index.ts'],
    mayNot: [
      '../errors.ts',
      '../connection/connection.ts',
      '../../local/main.ts',
      '../../shared/platform/config.ts',
    ],
  },
  {
    file: 'client/build/generate-contract.ts',
    may: ['zod', 'node:fs/promises', '../../shared/protocol/index.ts'],
    mayNot: ['../../shared/platform/config.ts', '@aws-sdk/client-s3'],
  },
  {
    file: 'client/node/file-storage.ts',
    may: ['node:fs/promises', '../storage/storage.ts'],
    mayNot: ['../../local/main.ts', '@aws-sdk/client-s3'],
  },
  {
    file: 'web/build/build-web.ts',
    may: ['node:child_process', './sources.ts'],
    mayNot: ['../../shared/platform/config.ts', '../../local/main.ts', '@aws-sdk/client-s3'],
  },
  {
    file: 'web/app.ts',
    may: [
      'react',
      './login.ts',
      '../client/index.ts',
      '../client/react/index.ts',
      '../shared/protocol/index.ts',
    ],
    mayNot: [
      './build/build-web.ts',
      '../client/session/session.ts',
      '../shared/platform/config.ts',
      '../functions/events.ts',
      'node:fs',
      '@aws-sdk/client-s3',
    ],
  },
];

const statements = (specifier: string) => [
  `import '${specifier}';`,
  `import type { A } from '${specifier}';`,
  `export { B } from '${specifier}';`,
  `export * from '${specifier}';`,
  `export const c = () => import('${specifier}');`,
  `export type D = import('${specifier}').D;`,
];

describe('the import table', () => {
  test.each(rows)('$file', async ({ file, may, mayNot }) => {
    for (const specifier of may) {
      expect.soft(await findings(file, statements(specifier).join('\n')), specifier).toEqual([]);
    }
    for (const specifier of mayNot) {
      const everyForm = statements(specifier);
      expect
        .soft(await findings(file, everyForm.join('\n')), specifier)
        .toEqual(everyForm.map((_, index) => `chatflow/import-table@${index + 1}`));
    }
  });

  test.each(nouns.slice(1))(
    '%s imports the index of nouns to its left, and nothing of others',
    async (noun) => {
      const file = `shared/${noun}/a.ts`;
      const forbidden = (specifier: string) =>
        statements(specifier).map((_, index) => `chatflow/import-table@${index + 1}`);
      for (const other of nouns.slice(1)) {
        const index = `../${other}/index.ts`;
        const allowed = nouns.indexOf(other) <= nouns.indexOf(noun);
        expect
          .soft(await findings(file, statements(index).join('\n')), index)
          .toEqual(allowed ? [] : forbidden(index));
        if (other === noun) continue;
        const inside = `../${other}/model.ts`;
        expect.soft(await findings(file, statements(inside).join('\n')), inside).toEqual(forbidden(inside));
      }
      expect(await findings(file, statements('../app.ts').join('\n'))).toEqual(forbidden('../app.ts'));
      expect(await findings(file, statements('../platform/ports.ts').join('\n'))).toEqual([]);
    },
  );

  test('every folder of the domain has a place in the order', async () => {
    const entries = await readdir(join(import.meta.dirname, '..', '..', 'shared'), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(['protocol', ...nouns]).toEqual(expect.arrayContaining(folders));
    expect(await findings('shared/polls/a.ts', "import '../platform/ports.ts';")).toEqual([
      'chatflow/import-table@1',
    ]);
  });

  test('tests may import anything', async () => {
    expect(
      await findings('test/unit/a.test.ts', "import '../../local/main.ts';\nimport '@aws-sdk/client-kms';"),
    ).toEqual([]);
  });
});

describe('house rules', () => {
  test.each(['shared/messages/a.ts', 'local/main.ts', 'web/a.tsx', 'test/unit/a.test.ts'])(
    'the rules that need types are on for %s',
    async (file) => {
      const { rules } = (await linter.calculateConfigForFile(file)) as { rules: Record<string, unknown[]> };
      for (const name of [
        'no-explicit-any',
        'no-non-null-assertion',
        'no-floating-promises',
        'no-misused-promises',
        'consistent-type-imports',
        'switch-exhaustiveness-check',
        'ban-ts-comment',
      ]) {
        expect.soft(rules[`@typescript-eslint/${name}`]?.[0], name).toBe(2);
      }
    },
  );

  test('a suppression without its rule or its reason is an error', async () => {
    const about = (comment: string) => findings('local/a.ts', `${comment}\nconsole.info('x');\n`);
    expect(await about('// eslint-disable-next-line no-console -- a greeting')).toEqual([]);
    const undescribed = 'chatflow/described-suppressions@1';
    expect(await about('// eslint-disable-next-line no-console')).toEqual([undescribed]);
    expect(await about('// eslint-disable-next-line -- everything')).toEqual([undescribed]);
    expect(await about('/* eslint-disable */')).toEqual([undescribed]);
    expect(await about('/* eslint-disable no-console */')).toEqual([undescribed]);
    expect(await findings('local/a.ts', "console.info('x'); // eslint-disable-line")).toEqual([undescribed]);
  });

  test('a suppression of nothing is an error', async () => {
    expect(
      await findings('local/a.ts', '// eslint-disable-next-line no-console -- why not\nexport {};'),
    ).toEqual(["fatal: Unused eslint-disable directive (no problems were reported from 'no-console').@1"]);
  });

  test('only command line programs may write to the console', async () => {
    const code = "console.log('x');";
    expect(await findings('shared/messages/a.ts', code)).toEqual(['no-console@1']);
    expect(await findings('functions/http/a.ts', code)).toEqual(['no-console@1']);
    expect(await findings('local/a.ts', code)).toEqual(['no-console@1']);
    for (const program of ['local/main.ts', 'local/seed.ts', 'client/terminal/a.ts', 'bench/load/a.ts']) {
      expect(await findings(program, code), program).toEqual([]);
    }
  });

  test('an empty catch and a cast through unknown are errors', async () => {
    expect(
      await findings('local/a.ts', 'try {\n  f();\n} catch {}\nexport const x = y as unknown as string;'),
    ).toEqual(['no-empty@3', 'no-restricted-syntax@4']);
  });

  test('zod has to be imported as a namespace, so that bundlers can drop what is unused', async () => {
    const use = 'export const a = z.string();';
    for (const file of ['shared/messages/a.ts', 'client/build/a.ts']) {
      expect(await findings(file, `import * as z from 'zod';\n${use}`)).toEqual([]);
      expect(await findings(file, "import type { z } from 'zod';\nexport type A = z.ZodType;")).toEqual([]);
      expect(await findings(file, `import { z } from 'zod';\n${use}`)).toEqual(['no-restricted-syntax@1']);
    }
  });

  test('clock, randomness and environment are errors in the domain', async () => {
    const code =
      'export const a = Date.now();\nexport const b = new Date();\nexport const c = Math.random();\nexport const d = process.env;';
    expect(await findings('shared/messages/a.ts', code)).toEqual([
      'no-restricted-syntax@1',
      'no-restricted-syntax@2',
      'no-restricted-syntax@3',
      'no-restricted-properties@4',
    ]);
    expect(await findings('local/a.ts', code)).toEqual([]);
    const environment = 'export const a = process.env;';
    expect(await findings('functions/http/a.ts', environment)).toEqual(['no-restricted-properties@1']);
    expect(await findings('functions/composition.ts', environment)).toEqual([]);
  });

  test('comments, strings and test names are in plain words; values and quotes are free', async () => {
    const unwanted = [
      '// nobody reads this',
      '/** It is told to\n * whoever asks. */',
      "it('is told', () => {});",
      'export const a = `so many ${b} of the own`;',
    ];
    expect(await findings('shared/messages/a.ts', unwanted.join('\n'))).toEqual(
      [1, 2, 2, 4, 5, 5].map((line) => `chatflow/plain-words@${line}`),
    );
    expect(await findings('web/a.tsx', 'export const a = <p>Somebody left</p>;')).toEqual([
      'chatflow/plain-words@1',
    ]);
    const free = [
      "export const audience = 'nobody';",
      '// "the own" is told apart from `nobody`',
      'nobody();',
    ];
    expect(await findings('shared/messages/a.ts', free.join('\n'))).toEqual([]);
  });

  test('a key is taken apart in the keys of its noun alone', async () => {
    const code = 'export const a = key.pk;\nexport const { sk } = key;\nexport const b = { pk: c };';
    expect(await findings('shared/messages/store.ts', code)).toEqual([
      'no-restricted-syntax@1',
      'no-restricted-syntax@2',
    ]);
    expect(await findings('shared/messages/keys.ts', code)).toEqual([]);
    expect(await findings('shared/platform/a.ts', code)).toEqual([]);
  });
});
