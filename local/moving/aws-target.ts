import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ImportRefused } from '../../shared/app.ts';
import type { ImportTarget } from './target.ts';

const run = promisify(execFile);

/** How the AWS CLI is called; its credentials and region are those of the shell. Resolves with what it prints. */
export type AwsCli = (parameters: readonly string[]) => Promise<string>;
const awsCli: AwsCli = async (parameters) => (await run('aws', [...parameters])).stdout;

/** A deployment in AWS, by the function `import` of its stage. */
export function awsTarget(
  functionName: string,
  { aws = awsCli, fetch = globalThis.fetch }: { aws?: AwsCli; fetch?: typeof globalThis.fetch } = {},
): ImportTarget {
  return {
    async step(request) {
      const folder = await mkdtemp(join(tmpdir(), 'chatflow-import-'));
      try {
        const [asked, answered] = [join(folder, 'request.json'), join(folder, 'answer.json')];
        await writeFile(asked, JSON.stringify(request), { mode: 0o600 });
        const printed = await aws([
          ...['lambda', 'invoke', '--function-name', functionName],
          ...['--payload', `fileb://${asked}`, '--cli-read-timeout', '90', '--output', 'json', answered],
        ]);
        const answer: unknown = JSON.parse(await readFile(answered, 'utf8'));
        if (printed.includes('"FunctionError"'))
          throw new ImportRefused(`The function says: ${messageIn(answer)}`);
        return answer;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async upload({ url, fields }, path, contentType) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', await openAsBlob(path, { type: contentType }));
      const response = await fetch(url, { method: 'POST', body: form });
      if (!response.ok) throw new Error(`The object store answered with status ${response.status}.`);
      await response.body?.cancel();
    },
  };
}

const messageIn = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'errorMessage' in answer
    ? String(answer.errorMessage)
    : 'it failed';
