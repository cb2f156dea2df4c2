import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Ended {
  code: unknown;
  printed: string;
}

/** What `cdk` runs, with what `-c` said. */
function app(context: Record<string, string>): Promise<Ended> {
  const program = join(import.meta.dirname, '../../infra/app.ts');
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) };
  return new Promise((resolve) => {
    execFile(process.execPath, [program], { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, printed: stdout + stderr });
    });
  });
}

test('given wrong settings, the app ends with one sentence for each mistake', async () => {
  expect(await app({ stage: 'dev', domian: 'x', alarmEmail: 'me' })).toEqual({
    code: 1,
    printed: expect.stringMatching(
      /^alarmEmail must be an e-mail address\.\nThere is no setting domian: the settings are .+\.\n$/,
    ) as string,
  });
});
